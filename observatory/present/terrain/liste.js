// What there is to do: by street, the first due first, with the distance where the position is known.
import {el, metres, moment, spoken} from './outils.js';
import {allowed, lastPosition, locate, metresBetween} from '/hors-ligne/position.js';

const due = (one) => one.echeance ? Date.parse(one.echeance) : Infinity;

// Streets with their mediations; a street is as urgent, or as near, as the first of its mediations.
export function byStreet(list, here) {
  const streets = new Map();
  for (const one of list) streets.set(one.rue, [...streets.get(one.rue) || [], one]);
  const away = (one) => here && one.lat !== null ? metresBetween(here, one) : Infinity;
  return [...streets].map(([rue, found]) => ({rue, found: found.sort((a, b) => due(a) - due(b)), distance: Math.min(...found.map(away)), due: Math.min(...found.map(due))}))
    .sort((a, b) => (here ? a.distance - b.distance : 0) || a.due - b.due || a.rue.localeCompare(b.rue, 'fr'));
}

export function listView(app) {
  const box = el('div'), note = el('p', {class: 'doux', role: 'status'});
  let near = app.near ? lastPosition() : null;
  const draw = () => {
    const streets = byStreet(app.mediations, near);
    box.replaceChildren(streets.length ? '' : el('p', {class: 'vide'}, app.told ? 'Aucune médiation ne vous attend.' : 'Rien n\'a encore été lu : la liste viendra avec le réseau.'),
      ...streets.flatMap((street) => [el('h2', {}, street.rue, Number.isFinite(street.distance) ? el('span', {class: 'doux'}, ' · à ' + metres(street.distance)) : ''),
        el('ul', {class: 'cartes'}, ...street.found.map((one) => el('li', {}, card(app, one))))]));
    sort.textContent = near ? 'Trier par échéance' : 'Trier par distance';
  };
  const order = async (asked) => {
    note.textContent = '';
    try { near = asked ? await locate() : null; app.near = Boolean(near); } catch (error) { note.textContent = error.message; }
    draw();
  };
  const sort = el('button', {type: 'button', onclick: () => order(!near)}, '');
  draw();
  allowed().then((yes) => { if (yes && app.near && !near) order(true); });
  const when = app.told ? 'Liste de ' + moment(app.told) + '.' : '';
  return {title: 'Mes médiations', content: [el('div', {class: 'ligne'}, sort, el('button', {type: 'button', onclick: () => app.refresh(true)}, 'Actualiser'), el('span', {class: 'doux'}, when)), note, box]};
}

function card(app, one) {
  const late = due(one) < Date.now(), waits = app.waitsFor(one.ident);
  return el('a', {class: 'carte' + (late ? ' tard' : ''), href: '#/mediation/' + one.ident},
    el('strong', {}, one.libelle), el('span', {class: 'extrait'}, one.consigne || one.recit),
    el('small', {}, [spoken(one.reference), one.voix > 1 ? one.voix + ' voix' : '', one.mediateur ? '' : 'à qui peut'].filter(Boolean).join(' · ') + (one.echeance ? ' · ' : '')),
    one.echeance ? el('small', {class: late ? 'tard-dit' : null}, (late ? 'en retard, promis pour le ' : 'avant le ') + moment(one.echeance)) : '',
    waits ? el('small', {class: 'attend-dit'}, ' · ' + waits) : '');
}
