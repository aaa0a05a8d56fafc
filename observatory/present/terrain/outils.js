// What this page takes of those that it shares pieces with.
export {el, metres, moment, spoken} from '/hors-ligne/dom.js';

// Runs only the last of several calls that follow one another closely.
export function later(milliseconds, work) {
  let timer = null;
  return (...args) => { clearTimeout(timer); timer = setTimeout(() => work(...args), milliseconds); };
}
