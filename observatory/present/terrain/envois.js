// What is to be sent, what was refused and why, what has gone.
import {el, moment} from './outils.js';
import {REFUSED, SENT} from '/hors-ligne/file.js';
import {ambianceView} from './ambiance.js';
import {appointmentView} from './rendez_vous.js';
import {endView} from './cloture.js';

const EDITORS = {
  'mediations.clore': (app, item) => endView(app, item.args.ident, item.args.issue, item),
  'mediations.rendez_vous': (app, item) => appointmentView(app, item.args.ident, item),
  'ambiances.noter': (app, item) => ambianceView(app, item),
};

export function queueView(app) {
  const {items, strangers} = app.queue;
  const refused = items.filter((one) => one.etat === REFUSED), waiting = app.queue.waiting, sent = items.filter((one) => one.etat === SENT).reverse();
  const names = [...new Set(strangers.map((one) => one.compte))].join(', ');
  return {title: 'Envois', back: true, content: [
    strangers.length ? el('p', {class: 'consigne'}, strangers.length + ' envoi' + (strangers.length > 1 ? 's attendent' : ' attend') + ' la connexion de ' + names + '.') : '',
    ...part('Refusés par l\'office', refused, (one) => [el('p', {class: 'erreur'}, one.message), el('div', {class: 'ligne'},
      one.operation in EDITORS ? el('a', {class: 'bouton', href: '#/envois/' + one.rang}, 'Corriger') : '',
      el('button', {type: 'button', onclick: () => app.queue.retry(one.rang)}, 'Renvoyer'), el('button', {type: 'button', onclick: () => app.drop(one)}, 'Abandonner'))]),
    ...part('En attente', waiting, () => [el('p', {class: 'doux'}, 'Part dès que le réseau revient.')]),
    waiting.length ? el('button', {type: 'button', onclick: () => app.queue.flush()}, 'Envoyer maintenant') : '',
    ...part('Reçus par l\'office', sent, (one) => [el('p', {class: 'doux'}, one.message)]),
    items.length ? '' : el('p', {class: 'vide'}, 'Tout est envoyé.')]};
}

const part = (title, list, more) => list.length ? [el('h2', {}, title), el('ul', {class: 'cartes'}, ...list.map((one) =>
  el('li', {class: 'carte' + (one.etat === REFUSED ? ' tard' : '')}, el('strong', {}, one.libelle), el('small', {}, 'Noté le ' + moment(one.cree_le)), ...more(one))))] : [];

export function editView(app, rang) {
  const item = app.queue.refused.find((one) => one.rang === rang);
  return item && EDITORS[item.operation] ? EDITORS[item.operation](app, item) : queueView(app);
}
