// What a page was told last, to be shown without a network: of one account, and not for long.
import {openBase, within} from './base.js';

const LASTS = 24 * 3600 * 1000;

export class Memory {
  static async open(name) {
    return new Memory(await openBase('observatoire-memoire-' + name, {dit: {}}));
  }
  constructor(base) { this.base = base; }
  keep(key, value) { return within(this.base, 'dit', 'readwrite', (store) => store.put({le: Date.now(), value}, key)); }
  // What was kept under a key within a day, or null.
  async read(key) {
    const found = await within(this.base, 'dit', 'readonly', (store) => store.get(key));
    return found && Date.now() - found.le < LASTS ? found.value : null;
  }
  forget() { return within(this.base, 'dit', 'readwrite', (store) => store.clear()); }
}
