// Before leaving and back again: what to know, who walks, how safe one feels.
import {el, metres, moment} from '/hors-ligne/dom.js';
import {face} from './visages.js';

const FAMILIES = [['sexe', 'Femmes, hommes'], ['age', 'Âge'], ['categorie', 'À quel titre']];
const KINDS = {diagnostic: 'Diagnostic en marchant', exploratoire: 'Marche exploratoire'};

export function startView(app) {
  const {walk, notes} = app, first = app.nextStop();
  return {title: walk.titre, content: [
    el('p', {class: 'doux'}, (KINDS[walk.genre] || 'Marche') + (walk.nuit ? ', de nuit' : '') + ' · ' + walk.ville),
    el('dl', {class: 'faits'}, ...facts(walk).flatMap(([name, said]) => [el('dt', {}, name), el('dd', {}, said)])),
    walk.consigne ? el('section', {class: 'consigne', 'aria-label': 'Consigne de sécurité'}, el('strong', {}, 'Consigne de sécurité'), el('p', {}, walk.consigne)) : '',
    globalThis.isSecureContext ? '' : el('p', {class: 'consigne'}, 'Cette page n\'est pas ouverte en HTTPS : restez connecté. Ni position, ni ouverture sans réseau.'),
    el('h2', {}, 'Qui marche ?'), el('p', {class: 'doux'}, 'Un seul téléphone compte le groupe. Aucun nom.'),
    ...FAMILIES.map(([family, title]) => people(app, family, title)),
    feelings(app, 'avant', 'Avant de partir, chacun se sent…'),
    first ? el('a', {class: 'bouton principal', href: '#/arret/' + first.ident}, 'Aller à l\'arrêt ' + first.rang + ' : ' + first.nom) : ''],
  leave: () => notes.commit()};
}

export function returnView(app) {
  const {walk, notes} = app, stops = walk.arrets, whole = stops.filter((one) => app.answered(one) === walk.questions.length).length;
  const waiting = app.queue.waiting.length;
  return {title: 'Au retour', content: [
    feelings(app, 'apres', 'Au retour, chacun se sent…'),
    el('h2', {}, 'Ce que ce téléphone a noté'),
    el('ul', {class: 'cartes'}, ...stops.map((one) => el('li', {}, el('a', {class: 'carte', href: '#/arret/' + one.ident}, el('strong', {}, one.rang + '. ' + one.nom),
      el('small', {}, app.answered(one) + ' réponse' + (app.answered(one) > 1 ? 's' : '') + ' sur ' + walk.questions.length))))),
    el('p', {}, whole + ' grille' + (whole > 1 ? 's complètes' : ' complète') + ' sur ' + stops.length + ', ' + notes.constats.length + ' constat' + (notes.constats.length > 1 ? 's' : '') + '.'),
    el('p', {}, waiting ? waiting + ' envoi' + (waiting > 1 ? 's attendent' : ' attend') + ' le réseau. Gardez cette page.' : 'Tout est envoyé. Merci d\'avoir marché.'),
    el('a', {class: 'bouton', href: '#/envois'}, 'Voir les envois')],
  leave: () => notes.commit()};
}

const facts = (walk) => [
  ['Quand', moment(walk.prevue_le)], ['Rendez-vous', walk.rendez_vous || 'non précisé'],
  ['Parcours', [walk.metres ? metres(walk.metres) : '', walk.minutes ? 'environ ' + Math.round(walk.minutes) + ' min' : '', walk.arrets.length + ' arrêts', walk.ferme ? 'en boucle' : ''].filter(Boolean).join(', ')],
  ['Pilote', walk.pilote || 'non précisé'], ...walk.accessible ? [['Accès', 'fauteuils et poussettes']] : []];

function people(app, family, title) {
  const {walk, notes} = app, total = el('span', {class: 'doux'});
  const choices = walk.profils.filter((one) => one.famille === family);
  const add = () => { const n = choices.reduce((sum, one) => sum + (notes.participants[one.code] || 0), 0); total.textContent = n ? ' · ' + n : ''; };
  add();
  return el('details', {class: 'ou', open: family === 'sexe'}, el('summary', {}, el('span', {}, title, total)),
    ...choices.map((one) => stepper(one.nom, notes.participants[one.code] || 0, walk.plus_de_participants, (n) => { notes.count(one.code, n); add(); })));
}

function feelings(app, when, title) {
  const {walk, notes} = app;
  return el('fieldset', {class: 'groupe'}, el('legend', {}, title),
    ...walk.ressentis.map((words, i) => stepper(words, notes.ressenti[when][i + 1] || 0, walk.plus_de_participants, (n) => notes.feel(when, i + 1, n), face(i))));
}

// A number with a button on each side; its name is read with both.
function stepper(name, start, most, onChange, picture = null) {
  let n = start;
  const shown = el('output', {}, String(n));
  const step = (by) => () => {
    const next = Math.min(most, Math.max(0, n + by));
    if (next === n) return;
    n = next;
    shown.textContent = String(n);
    less.disabled = n === 0;
    onChange(n);
  };
  const less = el('button', {type: 'button', 'aria-label': 'Un de moins : ' + name, onclick: step(-1), disabled: n === 0}, '−');
  return el('div', {class: 'compte', role: 'group', 'aria-label': name}, picture, el('span', {class: 'nom'}, name), less, shown, el('button', {type: 'button', 'aria-label': 'Un de plus : ' + name, onclick: step(1)}, '+'));
}
