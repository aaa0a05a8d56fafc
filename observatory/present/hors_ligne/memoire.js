// What a page was told last, to be shown without a network: of one account, and not for long: a day, or until an instant.
import {openBase, within} from './base.js';

const LASTS = 24 * 3600 * 1000;

export class Memory {
  static async open(name) {
    return new Memory(await openBase('observatoire-memoire-' + name, {dit: {}}));
  }
  constructor(base) { this.base = base; }
  keep(key, value, until = Date.now() + LASTS) { return within(this.base, 'dit', 'readwrite', (store) => store.put({le: Date.now(), jusqua: until, value}, key)); }
  // What is still kept under a key, or null.
  async read(key) {
    const found = await within(this.base, 'dit', 'readonly', (store) => store.get(key));
    return found && Date.now() < (found.jusqua ?? found.le + LASTS) ? found.value : null;
  }
  // Takes away what is kept no longer.
  async tidy() {
    const [keys, all] = await Promise.all([within(this.base, 'dit', 'readonly', (store) => store.getAllKeys()), within(this.base, 'dit', 'readonly', (store) => store.getAll())]);
    const old = keys.filter((_, i) => Date.now() >= (all[i].jusqua ?? all[i].le + LASTS));
    if (old.length) await within(this.base, 'dit', 'readwrite', (store) => { old.forEach((key) => store.delete(key)); });
  }
  forget() { return within(this.base, 'dit', 'readwrite', (store) => store.clear()); }
}
