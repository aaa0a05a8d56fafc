// The calls of this operator: the one under way and those that wait. Each is kept by the office as it is typed.
import {Offline, call, later} from './api.js';

const EMPTY = {
  adresse: '', adresse_trouvee: '', lat: null, lon: null, precision_m: null, methode: '', raison: '', lieu_inconnu: false,
  lieu: '', residence: '', batiment: '', hall: '', etage: '', categorie: '', description: '', quand: '',
  survenu_debut: null, survenu_fin: null, plaque: '', telephone: '', nom: '', langue: '', rappel: false,
  canal: 'telephone', recu_le: '', issue: 'signalement', orientation: '', note: '', probleme: null,
};
const WORDS = ['adresse', 'description', 'telephone', 'nom', 'residence', 'note'];
const SENT = new Set(['cle', 'duree_s', ...Object.keys(EMPTY)].filter((name) => !['quand', 'raison'].includes(name)));

export function newCall() {
  return {cle: crypto.randomUUID(), debut: null, ...structuredClone(EMPTY)};
}
export const isEmpty = (one) => Object.keys(EMPTY).every((name) => one[name] === EMPTY[name]);

export class Calls {
  constructor(onChange, onNetwork) {
    this.list = [newCall()];
    this.ville = '';
    this.at = 0;
    this.onChange = onChange;
    this.onNetwork = onNetwork;
    this.dirty = new Set();
    this.saveSoon = later(250, () => this.saveDrafts());
    this.saving = null;
  }
  get current() { return this.list[this.at]; }

  restore(drafts) {
    const found = [];
    for (const one of drafts) {
      try {
        found.push({...newCall(), ...JSON.parse(one.contenu), cle: one.cle});
      } catch (error) {
        console.error('draft that cannot be read', one.cle, error);
      }
    }
    if (!found.length) return false;
    this.list = found;
    this.at = Math.max(0, found.findIndex((one) => one.actif));
    return true;
  }

  // What was typed: kept at once here, soon by the office.
  set(values) {
    const one = this.current;
    Object.assign(one, values);
    if (!one.debut && !isEmpty(one)) one.debut = Date.now();
    this.touch(one);
    this.onChange(Object.keys(values));
  }
  touch(one) {
    this.dirty.add(one.cle);
    this.saveSoon();
  }

  park() {
    const one = this.current;
    if (isEmpty(one)) return false;
    one.actif = false;
    this.touch(one);
    this.list.push(newCall());
    this.at = this.list.length - 1;
    return true;
  }
  next() {
    if (this.list.length < 2) return false;
    this.goTo((this.at + 1) % this.list.length);
    return true;
  }
  goTo(at) {
    const left = this.current;
    this.at = at;
    if (isEmpty(left)) {
      this.at -= this.list.indexOf(left) < at ? 1 : 0;
      this.list = this.list.filter((one) => one !== left);
    } else {
      left.actif = false;
      this.touch(left);
    }
    this.current.actif = true;
    if (!isEmpty(this.current)) this.touch(this.current);
  }
  // The call is over: saved, or given up. The next one that waits comes, else a new one.
  finish() {
    this.dirty.delete(this.current.cle);
    this.list.splice(this.at, 1);
    if (!this.list.length) this.list.push(newCall());
    this.at = Math.min(this.at, this.list.length - 1);
    this.current.actif = true;
  }
  // One of the calls is over, whether it is the current one or not.
  remove(one) {
    if (this.current === one) { this.finish(); return; }
    const kept = this.current;
    this.dirty.delete(one.cle);
    this.list = this.list.filter((each) => each !== one);
    this.at = this.list.indexOf(kept);
  }
  startNew() {
    const blank = this.list.findIndex(isEmpty);
    if (blank >= 0) this.at = blank;
    else { this.list.push(newCall()); this.at = this.list.length - 1; }
  }

  async saveDrafts(keepalive = false) {
    if (this.saving && !keepalive) { await this.saving; }
    this.saving = this._save(keepalive);
    await this.saving;
    this.saving = null;
  }
  async _save(keepalive) {
    for (const cle of [...this.dirty]) {
      const one = this.list.find((each) => each.cle === cle);
      this.dirty.delete(cle);
      if (!one) continue;
      try {
        if (isEmpty(one)) await call('bureau.oublier', {cle}, {keepalive});
        else await call('bureau.brouillon', {cle, contenu: JSON.stringify({...one, sending: undefined, actif: one === this.current})}, {keepalive});
        this.onNetwork(true);
      } catch (error) {
        this.dirty.add(cle);
        this.onNetwork(false, error);
        if (error instanceof Offline) setTimeout(() => this.saveSoon(), 2000);
        return;
      }
    }
  }

  // What is sent at the end: the fields of the office, with the time that the call took.
  toSend() {
    const one = this.current, sent = {};
    for (const name of Object.keys(one)) if (SENT.has(name)) sent[name] = one[name];
    for (const name of WORDS) sent[name] = sent[name].trim();
    sent.recu_le = one.recu_le ? new Date(one.recu_le).toISOString() : null;
    sent.duree_s = one.debut && !one.recu_le ? Math.min(86400, Math.round((Date.now() - one.debut) / 1000)) : null;
    return sent;
  }
}
