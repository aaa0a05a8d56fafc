// One mediation: what was told, where, the appointments, and the four outcomes to touch.
import {el, moment, spoken} from './outils.js';
import {calendar, saveFile} from './agenda.js';

export const OUTCOMES = [
  {code: 'accord', nom: 'Accord', signe: '●'}, {code: 'partiel', nom: 'Accord partiel', signe: '◐'},
  {code: 'refus', nom: 'Refusé', signe: '○'}, {code: 'droit', nom: 'Vers le droit', signe: '§'},
];
const STATES = {prevu: 'prévu', tenu: 'tenu', manque: 'manqué', annule: 'annulé'};

export function fileView(app, ident) {
  const one = app.mediations.find((each) => each.ident === ident);
  if (!one) return {title: 'Médiation', back: true, content: [el('p', {class: 'vide'}, 'Cette médiation n\'est plus dans votre liste.')]};
  const waits = app.waitsFor(ident), acts = app.opening.agit && [app.opening.compte, ''].includes(one.mediateur);
  const facts = [['Lieu', [one.adresse, one.precisions].filter(Boolean).join(', ')], ['Promesse', one.echeance ? moment(one.echeance) : 'sans échéance'],
    ['Confiée le', moment(one.confiee_le)], ['Médiateur', one.mediateur || 'à qui peut'], ['Dossier', spoken(one.reference) + (one.voix > 1 ? ', ' + one.voix + ' voix' : '')]];
  const outcomes = acts && !waits ? [el('h2', {}, 'Résultat'), el('div', {class: 'puces deux'}, ...OUTCOMES.map((each) =>
    el('a', {class: 'bouton issue', href: '#/mediation/' + ident + '/' + each.code}, each.signe + ' ' + each.nom)))] : [];
  return {title: one.libelle, back: true, content: [
    waits ? el('p', {class: 'attend-dit', role: 'status'}, waits + '.') : '',
    one.consigne ? el('p', {class: 'consigne'}, el('strong', {}, 'Consigne : '), one.consigne) : '',
    ...outcomes, el('h2', {}, 'Ce qui est dit'), el('p', {class: 'recit'}, one.recit || 'Sans récit.'),
    el('dl', {class: 'faits'}, ...facts.flatMap(([name, value]) => [el('dt', {}, el('strong', {}, name)), el('dd', {}, value)])),
    el('h2', {}, 'Rendez-vous'), ...one.rendez_vous.map((each) => appointment(app, one, each)),
    one.rendez_vous.length ? '' : el('p', {class: 'doux'}, 'Aucun rendez-vous.'),
    acts && !waits ? el('a', {class: 'bouton', href: '#/mediation/' + ident + '/rendez-vous'}, '+ Prendre un rendez-vous') : '',
  ]};
}

function appointment(app, one, each) {
  const asked = app.queue?.waiting.some((item) => item.operation === 'mediations.noter_rendez_vous' && item.args.ident === each.ident);
  const becomes = (etat) => app.enqueue('mediations.noter_rendez_vous', {ident: each.ident, etat}, 'Rendez-vous ' + STATES[etat] + ', ' + moment(each.le));
  const open = app.opening.agit && [app.opening.compte, ''].includes(one.mediateur) && each.etat === 'prevu' && !asked;
  return el('div', {class: 'rdv'}, el('strong', {}, moment(each.le)), ' · ' + each.lieu, el('br'),
    el('span', {class: 'doux'}, app.words(each.parties) + ' · ' + (asked ? 'attend d\'être envoyé' : STATES[each.etat])),
    el('div', {class: 'ligne'}, each.etat === 'prevu' ? el('button', {type: 'button', onclick: () => saveFile('rendez-vous-' + each.ident + '.ics', calendar(one, each))}, 'Agenda (.ics)') : '',
      ...open ? ['tenu', 'manque', 'annule'].map((etat) => el('button', {type: 'button', onclick: () => becomes(etat)}, STATES[etat])) : []));
}
