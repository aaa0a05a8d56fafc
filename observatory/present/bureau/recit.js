// The story: guarded as it is typed; it suggests the category, whom to call instead, and when it happened.
import {call, later} from './api.js';
import {el} from '/hors-ligne/dom.js';

// Any other text that is kept: the same guard, in the list given.
export function guarded(input, list) {
  const listen = later(300, async () => {
    const texte = input.value;
    const heard = texte.trim().length < 3 ? {garde: []} : await call('bureau.ecouter', {texte}).catch(() => null);
    if (!heard || input.value !== texte) return;
    list.replaceChildren(...heard.garde.slice(0, 3).map(([start, end, genre, advice]) => el('li', {}, el('mark', {}, texte.slice(start, end)), ' ', advice)));
  });
  input.addEventListener('input', listen);
  return list;
}

export class StoryField {
  constructor(root, calls, say) {
    this.input = root.querySelector('#b-recit');
    this.guard = root.querySelector('#b-garde');
    this.alerts = root.querySelector('.urgences');
    this.calls = calls;
    this.say = say;
    this.table = new Map();
    this.heard = null;
    this.input.addEventListener('input', () => { calls.set({description: this.input.value}); this.listen(); });
    this.listen = later(200, () => this.ask());
  }
  async ask() {
    const one = this.calls.current, texte = one.description;
    if (texte.trim().length < 3) { this.show({garde: [], orientations: [], categories: [], quand: ''}); return; }
    try {
      const heard = await call('bureau.ecouter', {texte});
      if (this.calls.current === one && one.description === texte) this.show(heard);
    } catch (error) { this.say(error.message, true); }
  }
  show(heard) {
    this.heard = heard;
    this.guard.replaceChildren(...heard.garde.slice(0, 4).map(([start, end, genre, advice]) => el('li', {}, el('mark', {}, this.input.value.slice(start, end)), ' ', advice,
      ' ', el('button', {type: 'button', class: 'lien', tabindex: '-1', onclick: () => this.remove(start, end)}, 'retirer'))));
    this.alerts.replaceChildren(...heard.orientations.map((code) => this.table.get(code)).filter(Boolean).map((one) =>
      el('p', {class: one.urgence ? 'danger' : 'conseil'}, el('strong', {}, (one.urgence ? 'Composer le ' : 'Orienter : ') + one.numero), ' — ' + one.libelle + '. ' + one.consigne)));
    this.onHeard?.(heard);
  }
  remove(start, end) {
    this.input.setRangeText('', start, end, 'end');
    this.calls.set({description: this.input.value});
    this.input.focus();
    this.ask();
  }
  render(one) {
    if (this.input.value !== one.description) { this.input.value = one.description; this.guard.replaceChildren(); this.alerts.replaceChildren(); if (one.description) this.listen(); }
  }
}
