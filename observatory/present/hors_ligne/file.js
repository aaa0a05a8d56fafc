// The queue of what is to be sent: kept in the browser until the office has it, in the order in which it was written.
//
// Each item bears a key that is drawn once: sent again after a cut, the office answers as the first time and writes
// nothing. An item belongs to the account that wrote it, and only that account sends it.
//
//   const queue = await OutgoingQueue.open({name: 'terrain', account: 'c.martin', send});
//   await queue.add('ambiances.noter', {genre: 'calme', …}, 'Calme, Quai des Thoniers');
//
// `send(item, piece)` gives {status, body}, and throws where nothing answered. Events: `change` (something in the list),
// `sent` (detail: the item), `session` (the session is over: everything waits).
//
// With `pieces: true` an item may bring a piece, bytes that are kept beside it and read only when it goes: a picture. An
// item may follow another (`apres`, that one's key): it goes once that one has gone, and is given up with it.
import {openBase, within} from './base.js';

export const WAITING = 'attend', SENDING = 'part', REFUSED = 'refuse', SENT = 'envoye';
const FIRST_WAIT = 1000, LONGEST_WAIT = 5 * 60 * 1000, MOST_FAILURES = 6, SENT_KEPT = 10;

export const drawKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, '0')).join('');

export class OutgoingQueue extends EventTarget {
  static async open({name, account, send, firstWait = FIRST_WAIT, pieces = false}) {
    const base = await openBase('observatoire-file-' + name, {envois: {keyPath: 'rang', autoIncrement: true}});
    const beside = pieces ? await openBase('observatoire-pieces-' + name, {pieces: {}}) : null;
    const queue = new OutgoingQueue(name, base, account, send, firstWait, beside);
    await queue.reload();
    await queue.tidy();
    return queue;
  }
  constructor(name, base, account, send, firstWait, beside) {
    super();
    Object.assign(this, {name, base, account, send, firstWait, beside, items: [], strangers: [], sessionOver: false, stopped: false, tries: 0, timer: null, running: null, again: false});
    this.heard = new AbortController();
    const on = (target, event, what) => target.addEventListener(event, what, {signal: this.heard.signal});
    on(globalThis, 'online', () => { this.tries = 0; this.flush(); });
    on(document, 'visibilitychange', () => { if (document.visibilityState === 'visible') this.flush(); });
    this.others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('observatoire-file-' + name) : null;
    if (this.others) this.others.onmessage = () => this.reload();
  }
  get waiting() { return this.items.filter((one) => one.etat === WAITING || one.etat === SENDING); }
  get refused() { return this.items.filter((one) => one.etat === REFUSED); }

  // `cle` is a key that was drawn before: what is in the list under it already is not added again.
  async add(operation, args, label, {cle = drawKey(), apres = null, piece = null} = {}) {
    const known = this.items.find((one) => one.cle === cle);
    if (known) return known;
    const item = {cle, compte: this.account, operation, args, libelle: label, etat: WAITING, cree_le: new Date().toISOString(), essais: 0, message: ''};
    if (apres) item.apres = apres;
    if (piece) { item.piece = cle; await within(this.beside, 'pieces', 'readwrite', (store) => store.put(piece, cle)); }
    item.rang = await within(this.base, 'envois', 'readwrite', (store) => store.add(item));
    await this.changed();
    this.tries = 0;
    this.flush();
    return item;
  }
  // What was refused is written anew: it is another content, so that it bears another key.
  async edit(rang, args, label) {
    const item = this.items.find((one) => one.rang === rang);
    if (!item || item.etat === SENT || item.etat === SENDING) return;
    const written = {...item, cle: drawKey(), args, libelle: label ?? item.libelle, etat: WAITING, essais: 0, message: ''};
    const following = this.followers(item).map((one) => ({...one, apres: written.cle}));
    await within(this.base, 'envois', 'readwrite', (store) => { [written, ...following].forEach((one) => store.put(one)); });
    await this.changed();
    this.flush();
  }
  // The same content once more, under its key: for what was set aside after too many failures of the office.
  async retry(rang) {
    const item = this.items.find((one) => one.rang === rang && one.etat === REFUSED);
    if (item) { await this.put({...item, etat: WAITING, essais: 0, message: ''}); this.tries = 0; this.flush(); }
  }
  async drop(rang) {
    const item = this.items.find((one) => one.rang === rang), gone = item ? [item, ...this.followers(item)] : [];
    await within(this.base, 'envois', 'readwrite', (store) => { store.delete(rang); gone.forEach((one) => store.delete(one.rang)); });
    for (const one of gone) await this.dropPiece(one);
    await this.changed();
  }
  followers(item) { return this.items.filter((one) => one.apres === item.cle); }
  pieceOf(item) { return item.piece ? within(this.beside, 'pieces', 'readonly', (store) => store.get(item.piece)) : Promise.resolve(null); }
  dropPiece(item) { return item.piece ? within(this.beside, 'pieces', 'readwrite', (store) => store.delete(item.piece)) : Promise.resolve(); }
  // Takes away pieces whose item has gone: the phone died between the two.
  async tidy() {
    if (!this.beside) return;
    const keys = await within(this.beside, 'pieces', 'readonly', (store) => store.getAllKeys());
    const held = new Set([...this.items, ...this.strangers].filter((one) => one.etat !== SENT).map((one) => one.piece));
    const young = new Set(this.items.map((one) => one.cle));
    const gone = keys.filter((key) => !held.has(key) && young.has(key));
    if (gone.length) await within(this.beside, 'pieces', 'readwrite', (store) => { gone.forEach((key) => store.delete(key)); });
  }
  // Sends what waits, one after the other; of several tabs one does it.
  flush() {
    if (this.stopped) return Promise.resolve();
    if (this.running) { this.again = true; return this.running; }
    this.again = false;
    this.running = this.alone(() => this.sendAll()).finally(() => { this.running = null; if (this.again) this.flush(); });
    return this.running;
  }
  async stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.heard.abort();
    await this.running;
    this.others?.close();
    this.beside?.close();
    this.base.close();
  }

  alone(work) {
    return navigator.locks ? navigator.locks.request('observatoire-file-' + this.name, {ifAvailable: true}, (lock) => lock ? work() : this.later()) : work();
  }
  async sendAll() {
    clearTimeout(this.timer);
    await this.reload();
    for (let item = this.next(); item && !this.stopped; item = this.next()) {
      if (!await this.sendOne(item)) return;
    }
  }
  next() { return this.waiting.find((one) => !one.apres || !this.items.some((first) => first.cle === one.apres && first.etat !== SENT)); }

  // Whether the next one may go: not after a cut, nor when the session is over.
  async sendOne(item) {
    await this.put({...item, etat: SENDING});
    const piece = await this.pieceOf(item);
    if (piece === undefined) {
      await this.put({...item, etat: REFUSED, message: 'Ce qui allait avec cet envoi n\'est plus sur ce téléphone : abandonnez-le.'});
      return true;
    }
    let answer;
    try { answer = await this.send(item, piece); } catch { answer = {status: 0, body: {}}; }
    const {status} = answer, message = answer.body?.message || '';
    if (status >= 200 && status < 300) {
      await this.put({...item, etat: SENT, args: {}, message, envoye_le: new Date().toISOString()});
      await this.dropPiece(item);
      this.tries = 0;
      this.over(false);
      this.dispatchEvent(new CustomEvent('sent', {detail: item}));
      return true;
    }
    if (status === 401) {
      await this.put({...item, etat: WAITING});
      this.over(true);
      return false;
    }
    const failures = item.essais + (status === 500 ? 1 : 0);  // an office that restarts (502, 503, 504) is no failure of this item
    if (status >= 400 && status < 500 && status !== 408 && status !== 429 || failures >= MOST_FAILURES) {
      await this.put({...item, etat: REFUSED, essais: failures, message: message || 'L\'office ne peut pas prendre cet envoi (' + status + ').'});
      return true;
    }
    await this.put({...item, etat: WAITING, essais: failures});
    this.later();
    return false;
  }
  later() {
    clearTimeout(this.timer);
    if (this.stopped) return;
    const wait = Math.min(this.firstWait * 2 ** this.tries++, LONGEST_WAIT);
    this.timer = setTimeout(() => this.flush(), wait * (0.8 + 0.4 * Math.random()));
  }
  over(value) {
    if (this.sessionOver === value) return;
    this.sessionOver = value;
    this.dispatchEvent(new Event(value ? 'session' : 'change'));
  }
  async put(item) {
    await within(this.base, 'envois', 'readwrite', (store) => store.put(item));
    await this.changed();
  }
  async changed() {
    await this.reload();
    this.others?.postMessage('change');
  }
  async reload() {
    if (this.stopped) return;
    const all = await within(this.base, 'envois', 'readonly', (store) => store.getAll());
    this.items = all.filter((one) => one.compte === this.account);
    this.strangers = all.filter((one) => one.compte !== this.account && one.etat !== SENT);
    const old = this.items.filter((one) => one.etat === SENT).slice(0, -SENT_KEPT);
    if (old.length) await within(this.base, 'envois', 'readwrite', (store) => { old.forEach((one) => store.delete(one.rang)); });
    this.items = this.items.filter((one) => !old.includes(one));
    this.dispatchEvent(new Event('change'));
  }
}
