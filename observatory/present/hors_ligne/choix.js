// Chips to touch: one among several, or several.
import {el} from './dom.js';

// One of `choices` ([{code, nom, signe, classe}]); arrows move as in any group of radios.
export function oneOf(title, choices, chosen, onChoose, kind = '') {
  const box = el('div', {class: 'puces ' + kind, role: 'radiogroup', 'aria-label': title});
  const buttons = choices.map((one) => el('button', {type: 'button', role: 'radio', class: one.classe, 'aria-checked': String(one.code === chosen),
    onclick: () => pick(one.code)}, one.signe ? el('span', {class: 'signe', 'aria-hidden': 'true'}, one.signe) : null, one.signe ? ' ' + one.nom : one.nom));
  const pick = (code) => { buttons.forEach((one, i) => { one.setAttribute('aria-checked', String(choices[i].code === code)); one.tabIndex = choices[i].code === code ? 0 : -1; }); onChoose(code); };
  buttons.forEach((one, i) => { one.tabIndex = chosen === null ? (i ? -1 : 0) : choices[i].code === chosen ? 0 : -1; });
  box.addEventListener('keydown', (event) => {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
    pick(choices[next].code);
    buttons[next].focus();
  });
  box.append(...buttons);
  return el('fieldset', {class: 'groupe'}, el('legend', {}, title), box);
}

export function several(title, choices, chosen, onChange, kind = '') {
  const picked = new Set(chosen);
  const buttons = choices.map((one) => el('button', {type: 'button', 'aria-pressed': String(picked.has(one.code)), onclick: (event) => {
    if (!picked.delete(one.code)) picked.add(one.code);
    event.currentTarget.setAttribute('aria-pressed', String(picked.has(one.code)));
    onChange([...picked]);
  }}, one.nom));
  return el('fieldset', {class: 'groupe'}, el('legend', {}, title), el('div', {class: 'puces ' + kind}, ...buttons));
}
