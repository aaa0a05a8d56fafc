// Small pieces of page: text is always text, never markup.
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false || value === undefined) continue;
    if (name === 'class') made.className = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((one) => one !== null && one !== undefined && one !== ''));
  return made;
}
export const clock = (seconds) => [Math.floor(seconds / 60), seconds % 60].map((n) => String(n).padStart(2, '0')).join(':');
export const metres = (value) => value < 1000 ? Math.round(value) + ' m' : (value / 1000).toFixed(1).replace('.', ',') + ' km';
const DAY = new Intl.DateTimeFormat('fr-FR', {weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
const DAY_OF_A_YEAR = new Intl.DateTimeFormat('fr-FR', {year: 'numeric', weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
// A day and its hour; the year where it is another than this one.
export function moment(iso) {
  if (!iso) return '';
  const at = new Date(iso);
  return (at.getFullYear() === new Date().getFullYear() ? DAY : DAY_OF_A_YEAR).format(at);
}
export function ago(iso) {
  const hours = (Date.now() - new Date(iso)) / 3.6e6;
  if (hours < 1) return 'il y a moins d\'une heure';
  if (hours < 24) return 'il y a ' + Math.round(hours) + ' h';
  const days = Math.round(hours / 24);
  return days < 14 ? 'il y a ' + days + ' j' : 'il y a ' + Math.round(days / 7) + ' semaines';
}
export const cut = (text, most = 28) => text.length > most ? text.slice(0, most - 1).trimEnd() + '…' : text;
// An address without what goes without saying here: the postcode and the name of the city itself.
export const short = (label, ville) => ville && label.endsWith(' ' + ville) ? label.slice(0, -ville.length - 1).replace(/ \d{5}$/, '') : label;
export const canal = (code) => code === 'telephone' ? 'téléphone' : code;
export const spoken = (reference) => reference.length === 6 ? reference.slice(0, 3) + ' ' + reference.slice(3) : reference;
