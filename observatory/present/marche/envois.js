// What waits to be sent, what was refused and why, what has gone; and a way out of the phone for what cannot be sent.
import {el, moment} from '/hors-ligne/dom.js';
import {REFUSED, SENT} from '/hors-ligne/file.js';
import {base64} from './api.js';

const WORDS = {reponses: 'Réponses à la grille', constat: 'Constat', photo: 'Photo', participants: 'Participants', ressenti: 'Ressenti'};

export function queueView(app) {
  const {queue} = app, {items, strangers} = queue;
  const refused = items.filter((one) => one.etat === REFUSED), waiting = queue.waiting, sent = items.filter((one) => one.etat === SENT).reverse(), held = refused.length + waiting.length;
  return {title: 'Envois', back: !app.over, content: [
    strangers.length ? el('p', {class: 'consigne'}, 'Ce téléphone garde aussi ' + strangers.length + ' envoi' + (strangers.length > 1 ? 's' : '') + ' d\'une autre marche : rouvrez le lien de cette marche-là.') : '',
    app.over && app.notes.draft ? el('p', {class: 'consigne'}, 'Un constat n\'est pas fini. ', el('a', {href: '#/constat'}, 'Le finir')) : '',
    ...part('Refusés par l\'office', refused, (one) => [el('p', {class: 'erreur'}, one.message), el('div', {class: 'ligne'},
      one.operation === 'constat' ? el('a', {class: 'bouton', href: '#/constat/envoi-' + one.rang}, 'Corriger') : '',
      el('button', {type: 'button', onclick: () => queue.retry(one.rang)}, 'Renvoyer'), el('button', {type: 'button', onclick: () => ask(app, one)}, 'Abandonner'))]),
    ...part('En attente', waiting, (one) => [el('p', {class: 'doux'}, items.some((first) => first.cle === one.apres && first.etat === REFUSED) ? 'Part avec son constat, à corriger d\'abord.' : 'Part dès que le réseau revient.')]),
    waiting.length ? el('button', {type: 'button', onclick: () => queue.flush()}, 'Envoyer maintenant') : '',
    held ? el('p', {class: 'doux'}, 'Avant l\'envoi, n\'effacez pas les données de ce site et ne vous déconnectez pas de l\'office sur ce téléphone : tout serait effacé.') : '',
    held ? el('section', {'aria-label': 'Garder une copie'}, el('h2', {}, 'Garder une copie'), el('p', {class: 'doux'}, 'Si l\'office ne prend plus rien de ce téléphone, donnez cette copie à la personne qui coordonne la marche.'),
      el('div', {class: 'ligne'}, el('button', {type: 'button', onclick: () => copy(app)}, 'Copier le texte'), el('button', {type: 'button', onclick: () => save(app)}, 'Enregistrer un fichier'))) : '',
    ...part('Reçus par l\'office', sent, (one) => [el('p', {class: 'doux'}, one.message)]),
    items.length ? '' : el('p', {class: 'vide'}, app.over ? 'Ce téléphone n\'a plus rien à envoyer.' : 'Rien à envoyer pour l\'instant.')]};
}

const part = (title, list, more) => list.length ? [el('h2', {}, title), el('ul', {class: 'cartes'}, ...list.map((one) =>
  el('li', {class: 'carte' + (one.etat === REFUSED ? ' tard' : '')}, el('strong', {}, one.libelle), el('small', {}, 'Noté le ' + moment(one.args.le || one.cree_le)), ...more(one))))] : [];

// Nothing that is not sent goes away by mistake.
function ask(app, item) {
  const n = app.queue.followers(item).length;
  const dialog = el('dialog', {'aria-label': 'Abandonner cet envoi'}, el('p', {}, '« ' + item.libelle + ' »' + (n ? ' et ' + (n > 1 ? 'ses ' + n + ' photos seront effacés' : 'sa photo seront effacés') : ' sera effacé') + ' de ce téléphone.'),
    el('div', {class: 'ligne'}, el('button', {type: 'button', class: 'principal', onclick: () => dialog.close()}, 'Garder'),
      el('button', {type: 'button', onclick: async () => { dialog.close(); await app.queue.drop(item.rang); app.say('Envoi abandonné.'); }}, 'Effacer')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const held = (app) => [...app.queue.refused, ...app.queue.waiting].sort((a, b) => a.rang - b.rang);

// What the phone still holds, in words.
export function told(app) {
  const {walk} = app, name = (code) => walk.categories.find((one) => one.code === code)?.nom || code, stop = (ident) => app.stopOf(ident)?.nom || 'hors arrêt';
  const asked = (code) => walk.questions.find((one) => one.code === code)?.question || code;
  const lines = {
    reponses: (a) => [stop(a.arret), ...Object.entries(a.notes).map(([code, note]) => '  ' + asked(code) + ' ' + (note === null ? 'je ne sais pas' : note))],
    constat: (a) => [(a.positif ? 'Va bien' : 'À améliorer') + (a.categorie ? ' : ' + name(a.categorie) : '') + ', ' + stop(a.arret), '  ' + a.texte, '  ' + a.lat + ', ' + a.lon],
    photo: () => ['(dans le fichier)'],
    participants: (a) => Object.entries(a.profils).map(([code, n]) => '  ' + (walk.profils.find((one) => one.code === code)?.nom || code) + ' : ' + n),
    ressenti: (a) => [a.moment === 'avant' ? 'Au départ' : 'Au retour', ...Object.entries(a.notes).map(([note, n]) => '  ' + walk.ressentis[note - 1] + ' : ' + n)],
  };
  return [walk.reference + ' · ' + walk.titre, ...held(app).flatMap((one) => ['', WORDS[one.operation] + ' (' + moment(one.args.le || one.cree_le) + ')', ...lines[one.operation](one.args)])].join('\n');
}

async function copy(app) {
  const text = told(app);
  try { await navigator.clipboard.writeText(text); app.say('Copié.'); }
  catch {
    const box = el('textarea', {rows: '12', readonly: true, 'aria-label': 'Texte à copier'});
    box.value = text;
    document.querySelector('main').append(box);
    box.focus();
    box.select();
    app.say('Copiez le texte affiché en bas de la page.');
  }
}

async function save(app) {
  const envois = await Promise.all(held(app).map(async (one) => {
    const piece = await app.queue.pieceOf(one);
    return {operation: one.operation, cle: one.cle, apres: one.apres, libelle: one.libelle, message: one.message, args: one.args, photo: piece ? base64(piece) : undefined};
  }));
  const file = new Blob([JSON.stringify({marche: app.walk.reference, lisible: told(app), envois}, null, 1)], {type: 'application/json'});
  const link = el('a', {href: URL.createObjectURL(file), download: 'marche-' + app.walk.reference + '.json'});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
