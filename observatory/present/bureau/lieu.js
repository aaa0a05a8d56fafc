// The place: what the caller says, what the geocoder makes of it with how sure it is and why, « lieu inconnu », nicknames.
import {addressAt, addresses, call, later} from './api.js';
import {el, metres, short} from '/hors-ligne/dom.js';

const SURE_ENOUGH = 0.2;  // an answer under this is shown, and taken only where somebody chooses it

export class PlaceField {
  constructor(root, calls, map, say) {
    this.input = root.querySelector('#b-lieu');
    this.list = root.querySelector('#b-lieux');
    this.note = root.querySelector('.precision');
    this.unknown = root.querySelector('[data-action=inconnu]');
    this.calls = calls;
    this.map = map;
    this.say = say;
    this.found = [];
    this.at = 0;
    this.answered = '';
    this.missed = false;
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('blur', () => this.leave());
    this.search = later(120, () => this.ask());
  }
  typed() {
    this.missed = false;
    this.calls.set({adresse: this.input.value, adresse_trouvee: '', lat: null, lon: null, precision_m: null, methode: '', raison: '', lieu_inconnu: false});
    this.search();
  }
  async ask() {
    const text = this.input.value.trim(), cle = this.calls.current.cle;
    this.asking?.abort();
    if (text.length < 3) { this.answered = ''; this.show([]); return []; }
    this.asking = new AbortController();
    try {
      const near = this.calls.current.lat === null ? null : this.calls.current;
      const found = await addresses(text, near, this.asking.signal);
      if (this.calls.current.cle !== cle || this.input.value.trim() !== text) return this.found;
      this.answered = text;
      this.show(found);
    } catch (error) {
      if (error.name !== 'AbortError') this.say(error.message, true);
    }
    return this.found;
  }
  show(found) {
    this.found = found;
    this.at = found.length && found[0].properties.score >= SURE_ENOUGH ? 0 : -1;
    this.list.replaceChildren(...found.map((one, i) => el('li', {id: 'b-lieu-' + i, role: 'option', 'aria-selected': String(i === this.at),
      onmousedown: (event) => { event.preventDefault(); this.choose(i); }},
      el('strong', {}, short(one.properties.label, this.calls.ville)), ' ', el('small', {}, this.sure(one.properties) + ' — ' + one.properties.explanation))));
    this.open(found.length > 0 && this.list.getRootNode().activeElement === this.input);
  }
  sure(p) { return Math.round(p.score * 100) + ' % · à ' + metres(p.precision_m) + ' près'; }
  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute('aria-expanded', String(shown));
    if (shown && this.at >= 0) this.input.setAttribute('aria-activedescendant', 'b-lieu-' + this.at);
    else this.input.removeAttribute('aria-activedescendant');
  }
  move(step) {
    if (!this.found.length) return;
    const n = this.found.length;
    this.at = this.at < 0 ? (step > 0 ? 0 : n - 1) : (this.at + step + n) % n;
    [...this.list.children].forEach((one, i) => one.setAttribute('aria-selected', String(i === this.at)));
    this.open(true);
    this.list.children[this.at].scrollIntoView({block: 'nearest'});
  }
  async key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); this.move(event.key === 'ArrowDown' ? 1 : -1); }
    else if (event.key === 'Escape' && !this.list.hidden) { event.preventDefault(); event.stopPropagation(); this.open(false); }
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) { event.preventDefault(); await this.accept(true); }
  }
  // Enter, or leaving the field: what is marked in the list is the place. A hurried Enter waits for the answer.
  async accept(andGoOn) {
    if (!this.input.value.trim()) return;
    if (this.answered !== this.input.value.trim()) { this.search.cancel(); await this.ask(); }
    const one = this.calls.current, open = () => one.lat === null && !one.lieu_inconnu;
    if (open() && this.at >= 0 && this.found.length) this.choose(this.at);
    this.open(false);
    if (open() && this.answered === this.input.value.trim()) this.miss(andGoOn);
    else if (andGoOn) this.onDone?.();
  }
  leave() {
    this.open(false);
    const one = this.calls.current;
    if (one.lat === null && !one.lieu_inconnu && this.input.value.trim()) this.accept(false);
  }
  choose(i) {
    const {properties: p, geometry} = this.found[i];
    this.calls.set({adresse_trouvee: p.label, lon: geometry.coordinates[0], lat: geometry.coordinates[1],
      precision_m: p.precision_m, methode: p.method, raison: p.explanation, lieu_inconnu: false});
    this.open(false);
    this.say(short(p.label, this.calls.ville) + ', ' + this.sure(p));
  }
  // What was said is kept: the place that is found next may be what it means.
  miss(aloud) {
    const text = this.input.value.trim();
    this.missed = true;
    this.calls.set({surnom_a_garder: text});
    if (aloud) this.say('« ' + text + ' » n\'est pas connu ici : demandez un autre repère, ou F4.', true);
    this.note.replaceChildren('« ' + text + ' » n\'est pas connu ici. Dites un autre repère, double-cliquez sur le plan, ou ',
      el('button', {type: 'button', class: 'lien', onclick: () => this.unknownPlace()}, 'lieu inconnu (F4)'), '. Une fois le point placé, Ctrl+S garde ce surnom.');
  }
  // A miss becomes a nickname in one gesture: what was typed first will mean the point that is shown.
  async nickname(text) {
    const one = this.calls.current, name = text || one.surnom_a_garder || one.adresse.trim();
    if (!name || one.lat === null) { this.say('Placez d\'abord le point sur le plan : double-clic, ou une autre adresse.', true); return; }
    if (/^\d+ *(bis|ter|quater)?[ ,]+\S/i.test(name)) { this.say('« ' + name + ' » est une adresse : un surnom la cacherait à tous. Gardez un nom de lieu.', true); return; }
    try {
      await call('surnoms.ajouter', {surnom: name, lat: one.lat, lon: one.lon});
      this.say('« ' + name + ' » désigne désormais ce point.');
      this.calls.set({surnom_a_garder: ''});
    } catch (error) { this.say(error.message, true); }
  }
  unknownPlace() {
    const on = !this.calls.current.lieu_inconnu;
    this.calls.set({lieu_inconnu: on, lat: null, lon: null, precision_m: null, adresse_trouvee: '', methode: '', raison: ''});
    this.open(false);
    this.say(on ? 'Lieu inconnu : le dossier attendra d\'être localisé.' : 'Le lieu est de nouveau à dire.');
    if (on) this.onDone?.();
  }
  // The marker was moved by hand: the point is what is meant, the nearest address names it.
  async corrected({lat, lon}) {
    const cle = this.calls.current.cle;
    const missed = this.missed ? this.input.value.trim() : '';
    this.missed = false;
    this.calls.set({lat, lon, precision_m: 5, methode: 'repère déplacé', raison: '', lieu_inconnu: false, ...(missed ? {surnom_a_garder: missed} : {})});
    try {
      const nearest = await addressAt(lat, lon);
      if (nearest && this.calls.current.cle === cle) this.calls.set({adresse_trouvee: nearest.properties.label});
    } catch (error) { this.say(error.message, true); }
  }
  render(one) {
    if (this.input.value !== one.adresse) { this.input.value = one.adresse; this.answered = ''; this.missed = false; this.found = []; this.open(false); }
    this.unknown.setAttribute('aria-pressed', String(one.lieu_inconnu));
    if (one.lieu_inconnu) this.note.textContent = 'Lieu inconnu : à localiser plus tard.';
    else if (one.lat !== null) {
      this.note.replaceChildren(el('strong', {}, short(one.adresse_trouvee, this.calls.ville) || 'Point sur le plan'), ' · à ' + metres(one.precision_m || 5) + ' près · ' + (one.raison || one.methode || ''),
        ...(one.surnom_a_garder ? [' · ', el('button', {type: 'button', class: 'lien', onclick: () => this.nickname(one.surnom_a_garder)},
          'garder le surnom « ' + one.surnom_a_garder + ' » (Ctrl+S)')] : []));
    } else if (!this.missed) this.note.textContent = '';
  }
}
