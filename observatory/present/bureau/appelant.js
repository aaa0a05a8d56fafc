// The caller: phone first. Who called before is recognised by the hash of the number; nobody's number is shown.
import {call, later} from './api.js';
import {asItem} from './proches.js';

const FIELDS = ['telephone', 'nom', 'langue', 'rappel'];

export class CallerFields {
  constructor(root, calls, nearby, say) {
    this.inputs = Object.fromEntries(FIELDS.map((name) => [name, root.querySelector(`[name=${name}]`)]));
    this.note = root.querySelector('.connu');
    this.calls = calls;
    this.nearby = nearby;
    this.say = say;
    this.known = null;
    for (const name of FIELDS) {
      const input = this.inputs[name];
      input.addEventListener(name === 'rappel' || name === 'langue' ? 'change' : 'input', () => {
        calls.set({[name]: input.type === 'checkbox' ? input.checked : input.value});
        if (name === 'telephone') this.look();
      });
    }
    this.look = later(300, () => this.ask());
  }
  async ask() {
    const one = this.calls.current, digits = one.telephone.replace(/\D/g, '');
    if (digits.length < 10) { this.forget(digits ? '' : ''); return; }
    try {
      const found = await call('bureau.appelant', {telephone: one.telephone});
      if (this.calls.current !== one) return;
      this.inputs.telephone.removeAttribute('aria-invalid');
      this.known = found;
      this.note.textContent = found ? this.told(found) : 'Premier appel de ce numéro.';
      this.nearby.setOwn(found ? found.dossiers.map((each) => asItem(each, this.nearby.states)) : []);
      if (found?.langue && !one.langue) this.calls.set({langue: found.langue});
    } catch (error) {
      this.forget('');
      this.note.textContent = error.message;
      if (error.status === 422) this.inputs.telephone.setAttribute('aria-invalid', 'true');
    }
  }
  told(found) {
    const n = found.contacts, files = found.dossiers.length;
    return `A déjà appelé ${n} fois` + (files ? `, ${files} dossier${files > 1 ? 's' : ''} (à droite).` : '.');
  }
  forget(text) {
    this.known = null;
    this.note.textContent = text;
    this.inputs.telephone.removeAttribute('aria-invalid');
    if (this.nearby.own.length) this.nearby.setOwn([]);
  }
  setLanguages(list) {
    this.inputs.langue.append(...list.map((one) => new Option(one, one)));
  }
  render(one) {
    for (const name of FIELDS) {
      const input = this.inputs[name];
      if (input.type === 'checkbox') input.checked = one[name];
      else if (input.value !== one[name]) { input.value = one[name]; if (name === 'telephone') { this.forget(''); if (one.telephone) this.look(); } }
    }
  }
}
