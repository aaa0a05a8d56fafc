// What a file's window says of mediation: what was referred and how it ended, and referring it.
import {call} from './api.js';
import {el, moment} from '/hors-ligne/dom.js';

const OUTCOMES = {accord: 'accord', partiel: 'accord partiel', refus: 'refusée par une partie', droit: 'orientée vers le droit'};
const REFERABLE = ['recu', 'qualifie', 'rouvert', 'non_communique', 'transmis', 'pris_en_charge', 'mediation'];

// The facts to list (name, words) and the form to refer the file, where it may be referred.
export async function mediationOf(one, reload) {
  let known;
  try { known = await call('mediations.dossier', {reference: one.reference}); } catch (error) { return {facts: [['Médiation', error.message]], form: ''}; }
  const facts = known.map((each) => ['Médiation', each.close_le
    ? OUTCOMES[each.issue] + ', le ' + moment(each.close_le) + ', ' + each.duree_min + ' min (' + each.parties.join(', ') + ')' + (each.note ? ' : ' + each.note : '')
    : 'confiée le ' + moment(each.confiee_le) + (each.mediateur ? ' à ' + each.mediateur : ' à qui peut')
      + each.rendez_vous.map((at) => ', rendez-vous ' + moment(at.le)).join('')]);
  return {facts, form: REFERABLE.includes(one.statut) ? referring(one, reload) : ''};
}

function referring(one, reload) {
  const who = el('select', {'aria-label': 'Médiateur'}, el('option', {value: ''}, 'à qui peut'));
  const consigne = el('input', {maxlength: '500', 'aria-label': 'Consigne, facultative', placeholder: 'consigne, facultative (sans nom)'});
  const told = el('p', {class: 'erreur', role: 'status'});
  const send = async () => {
    try { await call('mediations.confier', {reference: one.reference, consigne: consigne.value, mediateur: who.value}); reload(); } catch (error) { told.textContent = error.message; }
  };
  const box = el('details', {class: 'differee'}, el('summary', {}, one.statut === 'mediation' ? 'Changer de médiateur' : 'Confier à un médiateur'),
    el('div', {class: 'ligne'}, who, consigne, el('button', {type: 'button', onclick: send}, 'Confier')), told);
  box.addEventListener('toggle', async () => {
    if (!box.open || who.options.length > 1) return;
    try { who.append(...(await call('mediations.mediateurs')).map((name) => el('option', {value: name}, name))); } catch (error) { told.textContent = error.message; }
  });
  box.addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.target === consigne) { event.preventDefault(); send(); } if (event.key !== 'Escape') event.stopPropagation(); });
  return box;
}
