// « Noter une ambiance »: a place, an interval, a kind, an intensity. Nobody, and nothing to type but a street.
import {el, later, metres} from './outils.js';
import {streets} from './api.js';
import {oneOf} from '/hors-ligne/choix.js';
import {allowed, lastPosition, locate} from '/hors-ligne/position.js';

const MINUTE = 60_000, ROUGH = 150, RECENT = 6;
const SIGNS = {favorable: '＋', neutre: '＝', genante: '－'};
const PARTS = [['matin', 'Matin', 6, 12], ['apres_midi', 'Après-midi', 12, 18], ['soiree', 'Soirée', 18, 22], ['nuit', 'Nuit', 22, 30]];

// The intervals to touch at an instant: now, the last hour, and the latest of each part of a day that has begun.
export function intervals(now) {
  const made = [{code: 'maintenant', nom: 'Maintenant', debut: new Date(now - 10 * MINUTE), fin: now}, {code: 'heure', nom: 'Dernière heure', debut: new Date(now - 60 * MINUTE), fin: now}];
  const dawn = new Date(now); dawn.setHours(0, 0, 0, 0);
  for (const [code, nom, from, to] of PARTS) {
    const start = new Date(dawn); start.setHours(from);
    const gone = start > now;
    if (gone) start.setDate(start.getDate() - 1);
    const end = new Date(start); end.setHours(start.getHours() + to - from);
    made.push({code, nom: (gone && code !== 'nuit' ? nom + ' (hier)' : nom), debut: start, fin: end < now ? end : now});
  }
  return made;
}

export function ambianceView(app, item = null) {
  const now = new Date(), times = intervals(now);
  const said = item ? {...item.args, lieu: {nom: 'Lieu déjà choisi', lat: item.args.lat, lon: item.args.lon}} : {genre: null, intensite: 2, quand: 'maintenant', lieu: null};
  const told = el('p', {class: 'erreur', role: 'alert'}, item?.message || ''), where = el('p', {class: 'doux', role: 'status'});
  const places = el('div', {class: 'puces deux'}), input = el('input', {type: 'search', maxlength: '100', autocomplete: 'off'});
  let found = [], seen = null;
  const title = el('span'), place = el('details', {class: 'ou', open: true}, el('summary', {}, title));
  const choose = (one) => { said.lieu = one; told.textContent = ''; place.open = false; draw(); };
  const draw = () => {
    const known = [...found, ...app.places(), ...said.lieu ? [said.lieu] : []];
    const list = [...new Map(known.map((one) => [one.nom, one])).values()].slice(0, RECENT);
    if (said.lieu && !list.some((one) => one.nom === said.lieu.nom)) list.unshift(said.lieu);
    title.textContent = 'Où : ' + (said.lieu?.nom || 'à choisir');
    places.replaceChildren(...list.map((one) => el('button', {type: 'button', 'aria-pressed': String(said.lieu?.nom === one.nom), onclick: () => choose(one)},
      one.nom + (Number.isFinite(one.distance) ? ' (' + metres(one.distance) + ')' : ''))));
  };
  const here = async () => {
    where.textContent = 'Position en cours…';
    try { seen = await locate(); } catch (error) { where.textContent = error.message; return; }
    if (seen.precision > ROUGH) where.textContent = 'Position à ' + seen.precision + ' m près : choisissez plutôt la rue.';
    else { where.textContent = ''; choose({nom: 'Ici, à ' + seen.precision + ' m près', lat: seen.lat, lon: seen.lon}); }
    await ask('', seen);
  };
  const ask = async (text, at) => {
    try { found = await streets({text, at}); where.textContent = found.length || !text ? where.textContent : 'Aucune rue de ce nom.'; }
    catch (error) { found = []; where.textContent = error.message.startsWith('Le réseau') ? 'Hors ligne : choisissez un lieu connu, ou votre position.' : error.message; }
    draw();
  };
  const typed = later(250, () => { const text = input.value.trim(); if (text.length > 2) ask(text, seen || lastPosition()); });
  input.addEventListener('input', typed);
  const save = el('button', {type: 'button', class: 'principal', onclick: async () => {
    if (!said.lieu) { told.textContent = 'Choisissez le lieu : votre position, ou une rue.'; return; }
    if (!said.genre) { told.textContent = 'Touchez ce que vous observez.'; return; }
    const time = times.find((one) => one.code === said.quand);
    const args = {lat: said.lieu.lat, lon: said.lieu.lon, genre: said.genre, intensite: said.intensite,
      debut: time ? time.debut.toISOString() : item.args.debut, fin: time ? time.fin.toISOString() : item.args.fin};
    save.disabled = true;
    app.rememberPlace(said.lieu);
    await app.enqueue('ambiances.noter', args, app.opening.genres.find((one) => one.code === said.genre).nom + ', ' + said.lieu.nom, item);
    app.go('#/');
  }}, 'Noter');
  draw();
  if (!item) allowed().then((yes) => { if (yes) here(); });
  const kinds = app.opening.genres.map((one) => ({...one, signe: SIGNS[one.tonalite], classe: 'genre-' + one.tonalite}));
  place.append(el('div', {class: 'ligne'}, el('button', {type: 'button', onclick: here}, '⌖ Ma position')), where, places, el('label', {class: 'champ'}, el('span', {}, 'Ou une rue'), input));
  return {title: 'Noter une ambiance', content: app.opening.agit ? [
    place,
    oneOf('Ce que j\'observe', kinds, said.genre, (code) => { said.genre = code; told.textContent = ''; }, 'deux'),
    oneOf('Intensité', app.opening.intensites.map((nom, i) => ({code: i + 1, nom})), said.intensite, (code) => { said.intensite = code; }, 'quatre'),
    oneOf('Quand', times, said.quand ?? null, (code) => { said.quand = code; }),
    el('p', {class: 'doux'}, 'Personne n\'est décrit : ni nom, ni signe, ni photo.'),
    el('div', {class: 'pied'}, told, save)] : [el('p', {class: 'vide'}, 'Les observations sont notées par les médiateurs.')]};
}
