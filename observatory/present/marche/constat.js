// A constat: what goes badly or well, where, in few words, with pictures. Written down as it is typed.
import {el} from '/hors-ligne/dom.js';
import {oneOf} from '/hors-ligne/choix.js';
import {allowed, locate, metresBetween} from '/hors-ligne/position.js';
import {button} from './carte.js';
import {Plan} from './plan.js';
import {shrink} from './photo.js';

const ROUGH = 60, NEAR = 120, INSTEAD = 'situez-le à un arrêt ou sur la carte';

// `ident` is a stop's number, « envoi-12 » for what was refused and is written anew, or nothing.
export function constatView(app, ident) {
  const {walk, notes} = app, item = ident.startsWith('envoi-') ? app.queue.refused.find((one) => one.rang === Number(ident.slice(6))) : null;
  const draft = item ? again(app, item) : notes.draft || notes.newDraft(app.stopOf(Number(ident))?.ident ?? null);
  if (!item && !isBegun(draft) && app.stopOf(Number(ident))) draft.arret = Number(ident);
  const told = el('p', {class: 'erreur', role: 'alert'}, item?.message || ''), keep = () => { told.textContent = ''; if (!item) notes.keepDraft(draft); };
  const save = el('button', {type: 'button', class: 'principal', onclick: async () => {
    const lacks = missing(draft);
    if (lacks) { told.textContent = lacks; return; }
    save.disabled = true;
    const args = sent(draft), label = (draft.positif ? 'Va bien' : 'À améliorer') + (draft.categorie ? ' : ' + nameOf(walk, draft.categorie) : '');
    try {
      if (item) await app.queue.edit(item.rang, {...item.args, ...args}, label);
      else await notes.constat(draft, args, label);
    } catch (error) { save.disabled = false; told.textContent = 'Ce constat n\'a pas pu être gardé (' + error.message + ') : libérez de la place sur ce téléphone, puis recommencez.'; return; }
    app.sayKept();
    app.go(item ? '#/envois' : draft.arret ? '#/arret/' + draft.arret : '#/carte');
  }}, 'Enregistrer le constat');
  const text = el('textarea', {rows: '3', maxlength: String(walk.plus_long_texte), oninput: (event) => { draft.texte = event.target.value; keep(); }});
  text.value = draft.texte;
  const place = placePart(app, draft, keep);
  return {title: item ? 'Corriger un constat' : 'Constat', back: Boolean(item || app.over), content: [
    oneOf('Ici, c\'est…', [{code: false, nom: '✗ À améliorer'}, {code: true, nom: '✓ Bien ainsi'}], draft.positif, (value) => { draft.positif = value; keep(); }, 'deux'),
    categoryPart(walk, draft, keep),
    el('label', {class: 'champ'}, el('span', {}, 'En quelques mots'), text), el('p', {class: 'doux'}, 'Décrivez le lieu. Ni nom, ni plaque, ni personne reconnaissable.'),
    item ? el('p', {class: 'doux'}, 'Les photos de ce constat sont gardées.') : photoPart(walk, draft, keep, told),
    place.part, el('div', {class: 'pied'}, told, save),
    !item && isBegun(draft) ? el('button', {type: 'button', onclick: () => notes.keepDraft(null).then(() => app.show(true))}, 'Tout effacer') : ''],
  ready: place.ready, leave: place.leave};
}

const isBegun = (draft) => draft.positif !== null || draft.categorie || draft.texte || draft.photos.length;
const nameOf = (walk, code) => walk.categories.find((one) => one.code === code)?.nom || code;

function again(app, {args}) {
  const family = app.walk.categories.find((one) => one.code === args.categorie)?.famille || args.categorie;
  return {...args, famille: family, photos: [], lieu: {par: args.situe_par, lat: args.lat, lon: args.lon, precision: args.precision_m}};
}

function missing(draft) {
  if (draft.positif === null) return 'Dites d\'abord si c\'est à améliorer ou bien ainsi.';
  if (!draft.positif && !draft.categorie) return 'Touchez ce dont il s\'agit.';
  if (draft.positif && !draft.categorie && !draft.texte.trim() && !draft.photos.length) return 'Dites ce qui est bien : quelques mots, ou une photo.';
  return draft.lieu ? '' : 'Dites où : votre position, un arrêt, ou la carte.';
}

const sent = (draft) => ({arret: draft.arret, positif: draft.positif, categorie: draft.categorie, texte: draft.texte.trim(), lat: draft.lieu.lat, lon: draft.lieu.lon, situe_par: draft.lieu.par,
  precision_m: draft.lieu.precision === null ? null : Math.min(10_000, Math.round(draft.lieu.precision))});

// Families first, then what is in one of them; a family itself may be chosen.
function categoryPart(walk, draft, keep) {
  const box = el('fieldset', {class: 'groupe'}), families = walk.categories.filter((one) => !one.famille);
  const choose = (code) => { draft.categorie = code; keep(); draw(); };
  const draw = (focus = false) => {
    const chip = (code, name, pressed, onclick) => el('button', {type: 'button', 'aria-pressed': String(pressed), onclick}, name);
    const family = families.find((one) => one.code === draft.famille), members = walk.categories.filter((one) => one.famille && one.famille === draft.famille);
    box.replaceChildren(el('legend', {}, family ? family.nom : 'De quoi s\'agit-il ?'),
      el('div', {class: 'puces deux'}, ...family
        ? [...members.map((one) => chip(one.code, one.nom, draft.categorie === one.code, () => choose(one.code))), chip(family.code, members.length ? 'Autre ou sans précision' : family.nom, draft.categorie === family.code, () => choose(family.code)),
          el('button', {type: 'button', class: 'retour-famille', onclick: () => { draft.famille = draft.categorie = null; keep(); draw(true); }}, '‹ Autre famille')]
        : families.map((one) => chip(one.code, one.nom, false, () => { draft.famille = one.code; const some = walk.categories.some((each) => each.famille === one.code); draft.categorie = some ? null : one.code; keep(); draw(true); }))));
    if (focus) box.querySelector('button')?.focus();
  };
  draw();
  return box;
}

function photoPart(walk, draft, keep, told) {
  const box = el('div', {class: 'photos'}), label = el('span', {}), shown = [];
  const input = el('input', {type: 'file', accept: 'image/*', capture: 'environment', class: 'cache', onchange: async () => {
    const files = [...input.files].slice(0, walk.plus_de_photos - draft.photos.length);
    input.value = '';
    for (const file of files) {
      label.textContent = 'Photo en cours…';
      try { draft.photos.push(await shrink(file)); keep(); } catch (error) { told.textContent = error.message; }
    }
    draw();
  }});
  const draw = () => {
    shown.splice(0).forEach((address) => URL.revokeObjectURL(address));
    box.replaceChildren(...draft.photos.map((photo, i) => {
      const address = URL.createObjectURL(new Blob([photo], {type: 'image/jpeg'}));
      shown.push(address);
      return el('figure', {}, el('img', {src: address, alt: 'Photo ' + (i + 1)}), el('button', {type: 'button', 'aria-label': 'Retirer la photo ' + (i + 1), onclick: () => { draft.photos.splice(i, 1); keep(); draw(); }}, 'Retirer'));
    }));
    const full = draft.photos.length >= walk.plus_de_photos;
    input.disabled = full;
    label.textContent = full ? walk.plus_de_photos + ' photos au plus' : draft.photos.length ? 'Ajouter une photo' : 'Prendre une photo';
  };
  draw();
  return el('div', {class: 'groupe'}, el('label', {class: 'bouton prendre'}, input, label), el('p', {class: 'doux'}, 'Sans visage ni plaque. Une photo est relue avant d\'être montrée.'), box);
}

// Where: where the phone is, at a stop, or where a finger says on the map.
function placePart(app, draft, keep) {
  const {walk} = app, status = el('p', {class: 'doux', role: 'status'}), box = el('div', {class: 'puces deux'}), canvas = el('canvas', {class: 'plan', tabindex: '0', role: 'img', 'aria-label': 'Carte : touchez le lieu, ou déplacez-la avec les flèches et appuyez sur Entrée'});
  const frame = el('div', {class: 'cadre', hidden: true}, canvas, el('div', {class: 'zoom'}, button('+', 'Plus près', () => plan.zoom(1.5)), button('−', 'Plus loin', () => plan.zoom(1 / 1.5))));
  let plan = null, here = null;
  const set = (place, stop = draft.arret) => { draft.lieu = place; draft.arret = stop; keep(); draw(); };
  const chip = (name, pressed, onclick) => el('button', {type: 'button', 'aria-pressed': String(pressed), onclick}, name);
  const draw = () => {
    const {lieu} = draft;
    box.replaceChildren(
      chip('Ici' + (lieu?.par === 'gps' ? ', à ' + Math.round(lieu.precision) + ' m près' : ''), lieu?.par === 'gps', () => find(true)),
      ...walk.arrets.map((one) => chip(one.rang + '. ' + one.nom, lieu?.par === 'arret' && draft.arret === one.ident, () => set({par: 'arret', lat: one.lat, lon: one.lon, precision: null}, one.ident))),
      chip('Sur la carte', lieu?.par === 'carte', openMap));
    if (plan) { plan.pin = lieu; plan.draw(); }
  };
  const openMap = () => {
    frame.hidden = false;
    plan ??= new Plan(canvas, walk, (place) => { set({par: 'carte', ...place, precision: null}); status.textContent = 'Lieu choisi sur la carte.'; });
    plan.me = here;
    if (!draft.lieu) status.textContent = 'Touchez le lieu sur la carte.';
    plan.pin = draft.lieu;
    if (plan.scale) plan.draw(); else plan.fit();
  };
  const atStop = () => { const stop = app.stopOf(draft.arret); if (stop) set({par: 'arret', lat: stop.lat, lon: stop.lon, precision: null}); };
  const find = async (asked) => {
    status.textContent = 'Position en cours…';
    try { here = await locate(INSTEAD); } catch (error) { status.textContent = asked ? error.message : ''; if (!draft.lieu) atStop(); return; }
    if (!canvas.isConnected || !asked && draft.lieu && draft.lieu.par !== 'gps') { status.textContent = ''; return; }
    if (here.precision > ROUGH && !asked) { status.textContent = 'Position à ' + here.precision + ' m près seulement.'; if (!draft.lieu) atStop(); return; }
    status.textContent = here.precision > ROUGH ? 'Position à ' + here.precision + ' m près : un arrêt ou la carte serait plus juste.' : '';
    const near = walk.arrets.filter((one) => metresBetween(here, one) < NEAR).sort((a, b) => metresBetween(here, a) - metresBetween(here, b))[0];
    set({par: 'gps', lat: here.lat, lon: here.lon, precision: here.precision}, draft.arret ?? near?.ident ?? null);
  };
  draw();
  return {part: el('fieldset', {class: 'groupe'}, el('legend', {}, 'Où ?'), box, status, frame),
    ready: () => { if (!draft.lieu) allowed().then((yes) => { if (yes) find(false); else atStop(); }); }, leave: () => plan?.stop()};
}
