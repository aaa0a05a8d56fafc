// The map of the walk, and beside it the same in words: each stop with its distance from here.
import {el, metres} from '/hors-ligne/dom.js';
import {allowed, metresBetween} from '/hors-ligne/position.js';
import {Plan} from './plan.js';

const INSTEAD = 'suivez les numéros des arrêts';

export function mapView(app) {
  const {walk, notes} = app, canvas = el('canvas', {class: 'plan', tabindex: '0', role: 'img', 'aria-label': 'Carte du parcours et de ses arrêts, décrits dans la liste qui suit'});
  const note = el('p', {class: 'doux', role: 'status'}), list = el('ol', {class: 'cartes'});
  let plan = null, watch = null, centred = false;
  const draw = () => list.replaceChildren(...walk.arrets.map((one) => {
    const n = app.answered(one);
    return el('li', {}, el('a', {class: 'carte', href: '#/arret/' + one.ident}, el('strong', {}, one.rang + '. ' + one.nom),
      el('small', {}, [plan?.me ? 'à ' + metres(metresBetween(plan.me, one)) : '', n === walk.questions.length ? '✓ grille complète' : n + ' réponse' + (n > 1 ? 's' : '')].filter(Boolean).join(' · '))));
  }));
  const follow = (asked) => {
    if (!navigator.geolocation) { note.textContent = 'Ce téléphone ne donne pas sa position ici : ' + INSTEAD + '.'; return; }
    if (asked) { centred = false; note.textContent = 'Position en cours…'; }
    if (watch !== null) { if (plan.me) { plan.centre(plan.me, Math.max(plan.scale, 0.8)); note.textContent = ''; } return; }
    watch = navigator.geolocation.watchPosition(({coords}) => {
      plan.me = {lat: coords.latitude, lon: coords.longitude, precision: coords.accuracy};
      note.textContent = 'Vous êtes ici, à ' + Math.round(coords.accuracy) + ' m près.';
      if (asked && !centred) plan.centre(plan.me, Math.max(plan.scale, 0.8)); else plan.draw();
      centred = true;
      draw();
    }, (error) => { note.textContent = (error.code === 1 ? 'La position n\'est pas permise : ' : 'La position n\'est pas connue : ') + INSTEAD + '.'; },
    {enableHighAccuracy: true, timeout: 20_000, maximumAge: 10_000});
  };
  draw();
  return {title: 'Carte', content: [
    el('div', {class: 'cadre'}, canvas, el('div', {class: 'zoom'}, button('+', 'Plus près', () => plan.zoom(1.5)), button('−', 'Plus loin', () => plan.zoom(1 / 1.5)))),
    el('div', {class: 'ligne'}, el('button', {type: 'button', onclick: () => follow(true)}, 'Me situer'), el('button', {type: 'button', onclick: () => plan.fit()}, 'Tout le parcours')), note,
    el('p', {class: 'doux legende'}, 'R : rendez-vous' + (walk.rendez_vous ? ', ' + walk.rendez_vous : '') + '. Ronds numérotés : arrêts. Carrés ! et ＋ : vos constats.'), list],
  ready: () => {
    plan = new Plan(canvas, walk, (_, stop) => { if (stop) app.go('#/arret/' + stop.ident); });
    plan.constats = notes.constats;
    allowed().then((yes) => { if (yes && canvas.isConnected) follow(false); });
  },
  leave: () => { plan.stop(); if (watch !== null) navigator.geolocation.clearWatch(watch); }};
}

export const button = (sign, name, onclick) => el('button', {type: 'button', 'aria-label': name, onclick}, sign);
