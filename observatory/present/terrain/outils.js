// What this page takes of the desk's.
export {el, metres, moment, spoken} from '/bureau/fichiers/dom.js';

// Runs only the last of several calls that follow one another closely.
export function later(milliseconds, work) {
  let timer = null;
  return (...args) => { clearTimeout(timer); timer = setTimeout(() => work(...args), milliseconds); };
}
