// What was told already: the caller's own files first, then open problèmes nearby. One key joins the call to one of them.
import {call, later} from './api.js';
import {ago, el, metres, short, spoken} from '/hors-ligne/dom.js';

export class NearbyList {
  constructor(root, calls, map, say) {
    this.list = root.querySelector('.proches');
    this.banner = root.querySelector('.rattache');
    this.calls = calls;
    this.map = map;
    this.say = say;
    this.own = [];
    this.near = [];
    this.at = 0;
    this.asked = '';
    this.states = {};
    this.refresh = later(180, () => this.ask());
  }
  get items() {
    const own = new Set(this.own.map((one) => one.probleme));
    return [...this.own, ...this.near.filter((one) => !own.has(one.probleme))];
  }
  setOwn(files) {
    this.own = files.map((one) => ({...one, own: true}));
    this.at = 0;
    this.draw();
  }
  changed(names) {
    if (names.some((name) => ['lat', 'lon', 'categorie', 'description', 'lieu_inconnu'].includes(name))) this.refresh();
  }
  async ask() {
    const one = this.calls.current, key = JSON.stringify([one.lat, one.lon, one.categorie, one.description]);
    if (one.lat === null) { this.near = []; this.asked = ''; this.draw(); return; }
    if (key === this.asked) return;
    try {
      const found = await call('problemes.proches', {lat: one.lat, lon: one.lon, categorie: one.categorie || null, texte: one.description});
      if (this.calls.current !== one) return;
      this.asked = key;
      const before = this.items[this.at]?.probleme;
      this.near = found.map((each) => asItem(each, this.states));
      this.at = Math.max(0, this.items.findIndex((each) => each.probleme === before));
      this.draw();
    } catch (error) { this.say(error.message, true); }
  }
  draw() {
    const joined = this.calls.current.probleme;
    const lines = this.items.map((one, i) => el('li', {class: [one.own ? 'sien' : '', one.probleme === joined ? 'joint' : ''].join(' ').trim() || null, 'aria-current': i === this.at ? 'true' : null,
      onclick: () => { this.at = i; this.join(); }},
      el('div', {class: 'tete'}, el('kbd', {}, i < 9 ? String(i + 1) : '·'), ' ', el('strong', {}, one.libelle), ' ',
        el('span', {class: 'marge'}, one.own ? 'déjà appelé' : (one.probable ? 'sans doute le même · ' : '') + metres(one.distance_m))),
      el('div', {class: 'suite'}, [one.etat, one.service, ago(one.recu_le), one.voix > 1 ? one.voix + ' voix' : '', one.relances ? one.relances + ' relance' + (one.relances > 1 ? 's' : '') : '',
        one.echeance && new Date(one.echeance) < new Date() ? 'promesse dépassée' : ''].filter(Boolean).join(' · ')),
      one.lieu_dit ? el('div', {class: 'suite'}, short(one.lieu_dit, this.calls.ville)) : '',
      ...one.recits.slice(0, 3).map((text) => el('blockquote', {}, text))));
    this.list.replaceChildren(...lines);
    if (!lines.length) this.list.append(el('li', {class: 'vide'}, this.calls.current.lat === null ? 'Dites d\'abord le lieu.' : 'Rien d\'ouvert de semblable à proximité.'));
    this.showMarked();
    this.map.near(this.items, this.at);
    this.drawBanner();
  }
  // Inside its own list: the page stays where the operator looks.
  showMarked() {
    const li = this.list.children[this.at];
    if (!li) return;
    const top = li.offsetTop - this.list.offsetTop, bottom = top + li.offsetHeight;
    if (top < this.list.scrollTop) this.list.scrollTop = top;
    else if (bottom > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = bottom - this.list.clientHeight;
  }
  drawBanner() {
    const one = this.calls.current, item = one.rattache;
    this.banner.hidden = one.probleme === null;
    if (one.probleme === null) return;
    this.banner.replaceChildren(el('strong', {}, item?.own ? 'Relance' : '+1 appelant'), ' · ' + (item ? item.libelle + ', ' + item.reference_dite : 'dossier retrouvé') + ' ',
      el('button', {type: 'button', class: 'lien', onclick: () => this.leave()}, 'défaire (F6)'),
      item?.nouvelles ? el('p', {class: 'nouvelles'}, el('strong', {}, 'À dire : '), item.nouvelles) : '');
  }
  next() {
    if (!this.items.length) { this.say('Aucun dossier à rattacher.', true); return; }
    this.at = (this.at + 1) % this.items.length;
    this.draw();
    const one = this.items[this.at];
    this.say(one.libelle + ', ' + (one.own ? 'déjà appelé' : metres(one.distance_m)));
  }
  pick(i) {
    const item = this.items[i];
    if (!item) return;
    this.at = i;
    if (this.calls.current.probleme === item.probleme) this.leave();
    else this.joinItem(item);
  }
  join() {
    const item = this.items[this.at], one = this.calls.current;
    if (one.probleme !== null) { this.leave(); return; }
    if (!item) { this.say('Aucun dossier à rattacher.', true); return; }
    this.joinItem(item);
  }
  joinItem(item) {
    const kept = {probleme: item.probleme, libelle: item.libelle, reference_dite: spoken(item.reference || ''), nouvelles: item.nouvelles || '', own: Boolean(item.own)};
    this.calls.set({probleme: item.probleme, issue: item.own ? 'relance' : 'signalement', rattache: kept});
    this.say((item.own ? 'Relance' : '+1 appelant') + ' sur ' + item.libelle + '. Ctrl+Entrée enregistre.');
    this.draw();
  }
  leave() {
    this.calls.set({probleme: null, issue: 'signalement', rattache: null});
    this.say('Rattachement défait.');
    this.draw();
  }
  render() { this.asked = ''; this.near = []; this.at = 0; this.draw(); this.refresh(); }
}

// What the office answers about nearby problèmes and about the caller's files, in one shape.
export function asItem(one, states = {}) {
  const inside = [one.residence, one.batiment && 'bât. ' + one.batiment, one.hall && 'hall ' + one.hall].filter(Boolean).join(', ');
  return {...one, recits: (one.recits || []).map((each) => each.texte ?? each), etat: states[one.statut] || one.statut || '', lieu_dit: one.lieu_dit || inside, recu_le: one.ouvert_le || one.recu_le};
}
