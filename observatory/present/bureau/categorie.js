// The category: suggestions by number, families by letter and members by number. Two keys change it.
import {el} from '/hors-ligne/dom.js';

export class CategoryField {
  constructor(root, calls, say) {
    this.box = root.querySelector('#b-categorie');
    this.list = root.querySelector('#b-familles');
    this.value = root.querySelector('#b-cat-valeur');
    this.suggested = root.querySelector('.suggestions');
    this.calls = calls;
    this.say = say;
    this.all = [];
    this.likely = [];
    this.family = null;
    this.box.addEventListener('keydown', (event) => this.key(event));
    this.box.addEventListener('focus', () => this.open(true));
    this.box.addEventListener('click', () => this.open(true));
    this.box.addEventListener('blur', () => setTimeout(() => { if (this.box.getRootNode().activeElement !== this.box) this.open(false); }, 150));
  }
  setAll(categories) {
    this.all = categories;
    this.byCode = new Map(categories.map((one) => [one.code, one]));
    this.draw();
  }
  label(code) { return this.byCode?.get(code)?.libelle || code; }
  setLikely(pairs) {
    this.likely = pairs.filter(([code]) => this.byCode.has(code));
    this.suggested.replaceChildren(...this.likely.map(([code, p], i) => el('button', {type: 'button', tabindex: '-1', class: 'pastille',
      onmousedown: (event) => { event.preventDefault(); this.choose(code); }},
      el('kbd', {}, String(i + 1)), ' ' + this.label(code) + ' ', el('small', {}, Math.round(p * 100) + ' %'))));
  }
  open(shown) {
    this.family = null;
    this.list.hidden = !shown;
    this.box.setAttribute('aria-expanded', String(shown));
    if (shown) this.draw();
  }
  draw() {
    const shown = this.family ? this.all.filter((one) => one.parent === this.family.code) : this.all.filter((one) => !one.parent);
    const head = this.family ? [el('span', {class: 'famille', role: 'presentation'}, this.family.libelle + ' (Entrée : sans préciser)')] : [];
    this.list.replaceChildren(...head, ...shown.map((one) => el('button', {type: 'button', role: 'option', tabindex: '-1', 'aria-selected': String(this.calls.current.categorie === one.code),
      onmousedown: (event) => { event.preventDefault(); this.pick(one); }}, el('kbd', {}, one.touche.toUpperCase()), ' ' + one.libelle)));
  }
  pick(one) {
    if (!one.parent && this.all.some((each) => each.parent === one.code)) { this.family = one; this.draw(); this.list.hidden = false; this.say(one.libelle + ' : choisissez un chiffre.'); }
    else this.choose(one.code);
  }
  choose(code) {
    const one = this.byCode.get(code);
    this.calls.set({categorie: code, ...(!this.calls.current.lieu || this.calls.current.lieu_suppose ? {lieu: one.lieu, lieu_suppose: true} : {}), ...(code === this.abandoned ? {} : {plaque: ''})});
    this.open(false);
    this.say(one.libelle);
    this.onDone?.();
  }
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === 'Tab' || /^F\d/.test(event.key)) return;
    const key = event.key.toLowerCase();
    const stop = () => { event.preventDefault(); event.stopPropagation(); };
    if (key === 'escape') { if (this.family) { stop(); this.family = null; this.draw(); } return; }
    if (key === 'enter') {
      stop();
      if (this.family) this.choose(this.family.code);
      else if (this.likely.length) this.choose(this.likely[0][0]);
      return;
    }
    const members = this.family ? this.all.filter((one) => one.parent === this.family.code) : this.all.filter((one) => !one.parent);
    if (!this.family && /^[1-3]$/.test(key) && this.likely[Number(key) - 1]) { stop(); this.choose(this.likely[Number(key) - 1][0]); return; }
    const found = members.find((one) => one.touche === key);
    if (found) { stop(); this.pick(found); }
    else if (key.length === 1) { stop(); this.say('Aucune catégorie sous la touche ' + event.key + '.', true); }
  }
  render(one) {
    this.value.textContent = one.categorie ? this.label(one.categorie) : 'à choisir';
    this.box.classList.toggle('choisi', Boolean(one.categorie));
  }
}
