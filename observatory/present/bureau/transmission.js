// What a file's window says of how it was sent to its service, and sending it.
import {call} from './api.js';
import {el, moment} from '/hors-ligne/dom.js';

const WAYS = {courriel: 'par courriel', telephone: 'par téléphone', bordereau: 'par bordereau'};
const SENDABLE = ['recu', 'qualifie', 'rouvert', 'non_communique', 'transmis', 'pris_en_charge', 'mediation'];

// The facts to list (name, words) and the form to send the file, where it may be sent.
export async function transmissionOf(one, reload) {
  let known;
  try { known = await call('suivi.transmissions', {reference: one.reference}); } catch (error) { return {facts: [['Transmission', error.message]], form: ''}; }
  const facts = known.slice(0, 3).map((each) => ['Transmission', each.service + ', ' + WAYS[each.voie] + ', le ' + moment(each.le)
    + (each.erreur ? ' : non parti (' + each.erreur + ')' : '')]);
  return {facts, form: one.service && SENDABLE.includes(one.statut) ? sending(one, reload) : ''};
}

function sending(one, reload) {
  const way = el('select', {'aria-label': 'Voie'}, ...Object.entries(WAYS).map(([code, words]) => el('option', {value: code}, words)));
  const whom = el('input', {maxlength: '200', 'aria-label': 'Adresse, ou qui au téléphone', placeholder: 'celle de l’annuaire, sinon une adresse ; au téléphone, qui (sans nom)'});
  const told = el('p', {class: 'erreur', role: 'status'});
  const send = async () => {
    try {
      await call('suivi.transmettre', {reference: one.reference, voie: way.value, destinataire: whom.value.trim()});
      reload();
    } catch (error) { told.textContent = error.message; }
  };
  const box = el('details', {class: 'differee'}, el('summary', {}, 'Transmettre à : ' + one.service),
    el('div', {class: 'ligne'}, way, whom, el('button', {type: 'button', onclick: send}, 'Transmettre')), told);
  box.addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.target === whom) { event.preventDefault(); send(); } if (event.key !== 'Escape') event.stopPropagation(); });
  return box;
}
