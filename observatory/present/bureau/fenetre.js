// The one window over the desk: help, outcome without signalement, search, instructions. Escape closes it.
import {call} from './api.js';
import {mediationOf} from './mediation.js';
import {transmissionOf} from './transmission.js';
import {guarded} from './recit.js';
import {ago, canal, el, moment, short, spoken} from '/hors-ligne/dom.js';

export class Window {
  constructor(root, say) {
    this.dialog = root.querySelector('.fenetre');
    this.title = this.dialog.querySelector('h2');
    this.title.tabIndex = -1;
    this.body = this.dialog.querySelector('.contenu');
    this.say = say;
    this.keys = null;
    this.dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); this.close(); return; }
      if (this.keys) this.keys(event);
      event.stopPropagation();
    });
    this.dialog.addEventListener('close', () => {
      if (this.dialog.open) return;  // shown again meanwhile
      const then = this.onClose; this.onClose = null; this.keys = null; then?.(); });
  }
  get isOpen() { return this.dialog.open; }
  show(title, content, {keys = null, onClose = null, focus = null} = {}) {
    if (this.dialog.open) { this.onClose = null; this.dialog.close(); }
    this.title.textContent = title;
    this.body.replaceChildren(...[content].flat());
    this.keys = keys;
    this.onClose = onClose;
    this.dialog.showModal();
    (focus || this.body.querySelector('input, textarea, [autofocus], button') || this.dialog).focus();
  }
  close() { if (this.dialog.open) this.dialog.close(); }
}

const KEYS = [
  ['Ctrl ↵', 'Enregistrer et ouvrir l\'appel suivant'], ['Entrée', 'Dans le lieu : prendre la première proposition'],
  ['F2', 'Terminer sans signalement : puis I information, O orientation, H hors champ, R relance'], ['F4', 'Lieu inconnu'],
  ['F6', 'Rattacher l\'appel au dossier surligné (+1 appelant, ou relance du même appelant)'], ['F7', 'Surligner le dossier suivant'],
  ['F8', 'Mettre en attente, nouvel appel'], ['F9', 'Reprendre l\'appel suivant en attente'],
  ['Ctrl K', 'Chercher : référence, téléphone, adresse, mots'], ['Ctrl S', 'Garder le surnom d\'un lieu'],
  ['Échap', 'Sortir du champ ; les touches seules agissent alors :'],
  ['L D C Q T', 'aller au Lieu, au récit (Dire), à la Catégorie, à Quand, au Téléphone'],
  ['C puis 2 touches', 'changer la catégorie : lettre de la famille, chiffre du détail ; ou 1 à 3 pour une proposition'],
  ['1 à 9', 'rattacher au dossier de ce numéro'], ['O', 'ouvrir le dossier surligné : le corriger, le fusionner'], ['N', 'note pour l\'équipe suivante'], ['? ou F1', 'cette feuille'],
];
export function help(window, onClose) {
  const table = el('table', {class: 'touches'}, el('tbody', {}, ...KEYS.map(([key, what]) => el('tr', {}, el('th', {scope: 'row'}, el('kbd', {}, key)), el('td', {}, what)))));
  window.show('Tout au clavier', [table, el('button', {type: 'button', class: 'principal', onclick: () => window.close()}, 'Fermer')], {onClose});
}

const OUTCOMES = [['i', 'information', 'Information donnée'], ['o', 'orientation', 'Orientation vers un autre service'], ['h', 'hors_champ', 'Hors champ de l\'office'], ['r', 'relance', 'Relance : chercher son dossier']];
const PLACE_KEYS = [...'123456789abcdefgjklmpqstuvwxyz'];  // but those of the outcomes and of the note
export function outcome(window, table, suggested, done) {
  let chosen = suggested.length ? 'orientation' : null, codes = suggested.slice(0, 1);
  const note = el('input', {maxlength: '1000', 'aria-label': 'Note, facultative', placeholder: 'note, facultative (sans nom)'});
  const kinds = el('div', {class: 'issues', role: 'radiogroup', 'aria-label': 'Issue de l\'appel'});
  const places = el('div', {class: 'orientations', role: 'radiogroup', 'aria-label': 'Vers qui'});
  const error = el('p', {class: 'erreur', role: 'alert'}), advice = el('p', {class: 'suite', role: 'status'});
  const draw = (again = false) => {
    kinds.replaceChildren(...OUTCOMES.map(([key, code, words]) => el('button', {type: 'button', role: 'radio', 'aria-checked': String(code === chosen), onclick: () => pick(code)}, el('kbd', {}, key.toUpperCase()), ' ' + words)));
    const open = chosen === 'orientation' || chosen === 'hors_champ';
    places.replaceChildren(...(open ? table.map((one, i) => el('button', {type: 'button', role: 'radio', class: one.urgence ? 'danger' : null, 'aria-checked': String(codes.includes(one.code)), title: one.consigne,
      onclick: () => { codes = [one.code]; draw(true); }}, el('kbd', {}, (PLACE_KEYS[i] || '·').toUpperCase()), ' ', el('strong', {}, one.numero), ' ' + one.libelle + ' ', el('small', {}, one.horaires))) : []));
    advice.textContent = open ? table.find((one) => codes.includes(one.code))?.consigne || '' : '';
    if (again) [...places.children, ...kinds.children].find((each) => each.getAttribute('aria-checked') === 'true')?.focus();
  };
  const pick = (code) => { if (code === 'relance') { window.close(); done('relance'); return; } chosen = code; draw(true); };
  const finish = () => {
    if (!chosen) { error.textContent = 'Choisissez l\'issue : I, O, H ou R.'; return; }
    const args = [chosen, chosen === 'information' ? '' : codes.join(','), note.value];
    window.close();
    done(...args);
  };
  const keys = (event) => {
    if (event.key === 'Enter') { event.preventDefault(); finish(); return; }
    if (event.composedPath()[0] === note || event.ctrlKey || event.altKey) return;
    const key = event.key.toLowerCase(), found = OUTCOMES.find(([one]) => one === key);
    const at = chosen === 'orientation' || chosen === 'hors_champ' ? PLACE_KEYS.indexOf(key) : -1;
    if (at >= 0 && table[at]) { event.preventDefault(); codes = [table[at].code]; draw(true); } else if (found) { event.preventDefault(); pick(found[1]); }
    else if (key === 'n') { event.preventDefault(); note.focus(); }
  };
  draw();
  window.show('Terminer sans signalement', [kinds, places, advice, el('label', {}, el('kbd', {}, 'N'), ' Note ', note), guarded(note, el('ul', {class: 'garde'})), error,
    el('button', {type: 'button', class: 'principal', onclick: finish}, el('kbd', {}, '↵'), ' Enregistrer le contact')], {keys, focus: kinds.querySelector('[aria-checked=true]') || kinds.firstChild});
}

const BY = {'référence': ' de cette référence', appelant: ' de cet appelant', mots: ' où sont ces mots'};
export function search(window, around) {
  const {onClose} = around;
  const input = el('input', {type: 'search', maxlength: '120', 'aria-label': 'Référence, téléphone, adresse ou mots', placeholder: 'MX4 W9R, 06…, rue des Thoniers, matelas…'});
  const list = el('ol', {class: 'trouves'}), told = el('p', {role: 'status'});
  let found = [], at = 0, timer = null, asked = '', answer = null, opening = false;
  const draw = () => list.replaceChildren(...found.map((one, i) => el('li', {'aria-current': i === at ? 'true' : null, onclick: () => { at = i; open(); }},
    el('strong', {}, spoken(one.reference)), ' ' + [one.libelle, short(one.adresse, around.ville) || 'à localiser', ago(one.recu_le), around.states[one.statut]].filter(Boolean).join(' · '), one.extrait ? el('blockquote', {}, one.extrait) : '')));
  const mark = () => list.querySelector('[aria-current]')?.scrollIntoView({block: 'nearest'});
  // An answer to what is no longer asked is left aside: answers may overtake one another.
  const look = async (text) => {
    if (text.length < 2) return;
    let files = [], words;
    try {
      files = await call('bureau.chercher', {q: text});
      words = files.length ? files.length + ' dossier' + (files.length > 1 ? 's' : '') + BY[files[0].par] + '. ↑ ↓ choisit, Entrée ouvre.' : 'Rien trouvé : faites répéter, ou cherchez par l\'adresse.';
    } catch (error) { words = error.message; }
    if (asked !== text) return;
    found = files;
    at = 0;
    told.textContent = words;
    draw();
  };
  const ask = () => { asked = input.value.trim(); const mine = answer = look(asked).finally(() => { if (answer === mine) answer = null; }); return mine; };
  const open = async () => {
    if (!found[at] || opening) return;
    opening = true;
    try { await file(window, found[at].reference, around); } finally { opening = false; }
  };
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
  // Enter asks for what was typed last, or waits for its answer where that is on its way; one file alone opens at once.
  const enter = async () => {
    clearTimeout(timer);
    if (asked === input.value.trim() && !answer) { await open(); return; }
    await (asked === input.value.trim() ? answer : ask());
    if (found.length === 1 && window.isOpen && list.isConnected) await open();
  };
  const keys = async (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); at = (at + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % Math.max(1, found.length); draw(); mark(); }
    if (event.key === 'Enter') { event.preventDefault(); await enter(); }
  };
  window.show('Chercher', [input, told, list], {keys, onClose, focus: input});
}

// A file as it stands: the news to tell, what to correct. Two people on one file: the second is told, nothing is lost.
export async function file(window, reference, around) {
  const {onJoin, onClose} = around;
  let one;
  try { one = await call('bureau.dossier', {reference}); } catch (error) { window.say(error.message, true); return; }
  const again = () => file(window, reference, around);
  const [sent, mediation] = await Promise.all([transmissionOf(one, again), mediationOf(one, again)]);
  const story = el('textarea', {rows: '4', maxlength: '4000', name: 'description', 'aria-label': 'Récit'});
  story.value = one.description;
  const told = el('p', {class: 'erreur', role: 'alert'});
  const save = async () => {
    if (story.value === one.description) { told.textContent = 'Rien n\'est changé.'; return; }
    try {
      one = await call('bureau.corriger', {reference: one.reference, version: one.version, changement: {description: story.value}});
      told.textContent = 'Enregistré : version ' + one.version + '.';
    } catch (error) {
      told.textContent = error.message;
      if (error.status === 409) told.append(' ', el('button', {type: 'button', class: 'lien', onclick: () => file(window, reference, around)}, 'Relire le dossier (Ctrl+R)'));
    }
  };
  const join = (own) => { window.onClose = null; window.close(); onJoin({probleme: one.probleme, libelle: one.libelle, reference: one.reference, nouvelles: one.nouvelles, own}); };
  const facts = [['Reçu', moment(one.recu_le) + ', ' + canal(one.canal)], ['Lieu', [short(one.adresse, around.ville), one.residence, one.batiment && 'bât. ' + one.batiment, one.hall && 'hall ' + one.hall, one.etage && 'étage ' + one.etage].filter(Boolean).join(', ') || 'à localiser'],
    ['Suite', one.nouvelles], ['Compte', one.voix + ' voix, ' + one.relances + ' relance' + (one.relances > 1 ? 's' : '') + (one.priorite ? ', priorité ' + ['', 'relevée', 'haute'][one.priorite] : '')],
    ...sent.facts, ...mediation.facts, ['Autres récits', one.autres.map(spoken).join(', ')]].filter(([, value]) => value);
  const keys = (event) => {
    const typing = event.composedPath()[0] === story;
    if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); save(); }
    else if (event.key.toLowerCase() === 'r' && (!typing || event.ctrlKey)) { event.preventDefault(); if (event.ctrlKey) file(window, reference, around); else join(true); }
    else if ((event.key === '+' || event.key === '=') && !typing) { event.preventDefault(); join(false); }
  };
  const act = async (name, args, done) => {
    try { await call(name, args); told.textContent = done; } catch (error) { told.textContent = error.message; }
  };
  const caller = around.caller(), marked = around.marked(), more = [];
  if (caller && one.declarant && caller.declarant !== one.declarant)
    more.push(el('button', {type: 'button', onclick: () => act('declarants.fusionner', {garde: caller.declarant, retire: one.declarant}, 'Ces deux fiches n\'en font plus qu\'une.')}, 'Même personne que l\'appelant'));
  if (marked && marked.probleme !== one.probleme)
    more.push(el('button', {type: 'button', onclick: () => act('problemes.fusionner', {garde: marked.probleme, retire: one.probleme}, 'Ces deux problèmes n\'en font plus qu\'un.')}, 'Même trouble que « ' + marked.libelle + ' » (surligné)'));
  for (const retire of one.fusionnes)
    more.push(el('button', {type: 'button', onclick: () => act('problemes.separer', {retire}, 'La fusion est défaite.')}, 'Défaire la fusion avec le problème n° ' + retire));
  const relance = el('button', {type: 'button', onclick: () => join(true)}, el('kbd', {}, 'R'), ' Relance de son auteur');
  window.show(spoken(one.reference) + ' · ' + one.libelle, [el('dl', {class: 'faits'}, ...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
    el('label', {}, 'Récit', story), guarded(story, el('ul', {class: 'garde'})), told,
    el('div', {class: 'actions'}, relance, el('button', {type: 'button', onclick: () => join(false)}, el('kbd', {}, '+'), ' +1 appelant'),
      el('button', {type: 'button', class: 'principal', onclick: save}, el('kbd', {}, 'Ctrl ↵'), ' Corriger le récit')), more.length ? el('div', {class: 'actions'}, ...more) : '', sent.form, mediation.form], {keys, onClose, focus: window.title});
}

// Instructions that were not read yet: Enter acknowledges the one that is shown.
export function consignes(window, list, onClose) {
  const waiting = list.filter((one) => !one.lue);
  if (!waiting.length) { onClose(); return; }
  const one = waiting[0];
  const read = async () => {
    try { await call('consignes.lire', {ident: one.ident}); } catch (error) { window.say(error.message, true); return; }
    one.lue = true;
    window.onClose = null;
    window.close();
    consignes(window, list, onClose);
  };
  window.show(one.genre === 'passation' ? 'Note de l\'équipe précédente' : 'Consigne', [el('p', {class: 'consigne'}, one.texte), el('p', {class: 'suite'}, one.auteur + ', ' + moment(one.le) + (waiting.length > 1 ? ' · encore ' + (waiting.length - 1) : '')),
    el('button', {type: 'button', class: 'principal', onclick: read}, el('kbd', {}, '↵'), ' J\'ai lu')], {onClose});
}

export function passOn(window, onClose) {
  const text = el('textarea', {rows: '4', maxlength: '1000', 'aria-label': 'Note pour l\'équipe suivante'});
  const told = el('p', {class: 'erreur', role: 'alert'});
  const send = async () => {
    try { await call('consignes.passer', {texte: text.value}); window.say('Note laissée à l\'équipe suivante.'); window.close(); } catch (error) { told.textContent = error.message; }
  };
  const keys = (event) => { if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); send(); } };
  window.show('Note pour l\'équipe suivante', [el('p', {class: 'suite'}, 'Ce qui est en cours, ce qu\'il faut surveiller. Pas de nom de personne.'), text, guarded(text, el('ul', {class: 'garde'})), told,
    el('button', {type: 'button', class: 'principal', onclick: send}, el('kbd', {}, 'Ctrl ↵'), ' Laisser la note')], {keys, onClose, focus: text});
}
