// A stop: the grid, one touch a question; what is touched is kept at once.
import {el} from '/hors-ligne/dom.js';
import {face} from './visages.js';

const UNKNOWN = 'u';

export function stopView(app, stop) {
  if (!stop) return {title: 'Arrêts', content: [el('p', {class: 'vide'}, 'Cette marche n\'a pas d\'arrêt.')]};
  const {walk, notes} = app, at = walk.arrets.indexOf(stop), next = walk.arrets[at + 1];
  const bar = el('progress', {max: String(walk.questions.length), 'aria-label': 'Réponses'}), said = el('span', {role: 'status'});
  const draw = () => {
    const n = app.answered(stop);
    bar.value = n;
    said.textContent = n === walk.questions.length ? '✓ Grille complète' : n + ' sur ' + walk.questions.length;
  };
  draw();
  const label = 'Grille, ' + stop.nom, answer = (code, note) => { notes.answer(stop.ident, code, note, label); draw(); };
  let principle = '';
  const questions = walk.questions.flatMap((one) => {
    const head = one.principe === principle ? [] : [el('h2', {class: 'principe'}, one.principe)];
    principle = one.principe;
    return [...head, question(app, stop, one, answer)];
  });
  return {title: 'Arrêt ' + stop.rang + ' sur ' + walk.arrets.length, content: [
    el('div', {class: 'fixe'}, el('strong', {}, stop.nom), el('div', {class: 'avance'}, bar, said)),
    stop.motif ? el('p', {class: 'doux'}, stop.motif) : '',
    el('a', {class: 'bouton', href: '#/constat/' + stop.ident}, '＋ Noter un constat ici'),
    ...questions,
    next ? el('a', {class: 'bouton principal', href: '#/arret/' + next.ident}, 'Arrêt suivant : ' + next.nom) : el('a', {class: 'bouton principal', href: '#/retour'}, 'Dernier arrêt : au retour'),
    el('div', {class: 'ligne autres', role: 'group', 'aria-label': 'Autres arrêts'}, ...walk.arrets.map((one) => el('a', {class: 'bouton rang' + (app.answered(one) === walk.questions.length ? ' fait' : ''), href: '#/arret/' + one.ident,
      'aria-label': 'Arrêt ' + one.rang + ', ' + one.nom + (app.answered(one) === walk.questions.length ? ', grille complète' : ''), 'aria-current': one === stop ? 'true' : null}, (app.answered(one) === walk.questions.length ? '✓ ' : '') + one.rang)))],
  leave: () => notes.commit()};
}

function question(app, stop, one, answer) {
  const {walk, notes} = app, given = notes.answersOf(stop.ident), name = 'q-' + one.code;
  const choice = (value, words, picture) => {
    const input = el('input', {type: 'radio', name, value: String(value), onchange: () => answer(one.code, value === UNKNOWN ? null : value)});
    input.checked = one.code in given && (given[one.code] === null ? UNKNOWN : given[one.code]) === value;
    return el('label', {class: 'note'}, input, picture, el('span', {}, words));
  };
  return el('fieldset', {class: 'groupe question'}, el('legend', {}, one.question),
    el('div', {class: 'notes'}, ...walk.notes.map((words, note) => choice(note, words, face(note))), choice(UNKNOWN, 'je ne sais pas', el('span', {class: 'sais-pas', 'aria-hidden': 'true'}, '?'))),
    el('p', {class: 'bouts'}, el('span', {}, walk.notes[0] + ' : ' + one.zero), el('span', {}, walk.notes[3] + ' : ' + one.trois)));
}
