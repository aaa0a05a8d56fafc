// Four faces, from a frown to a smile; the words beside them say the same.
const MOUTHS = ['M8 19c2.5-4.5 9.5-4.5 12 0', 'M8.5 18c3-1.8 8-1.8 11 0', 'M8.5 17c3 1.8 8 1.8 11 0', 'M8 16c2.5 5.5 9.5 5.5 12 0'];
const SVG = 'http://www.w3.org/2000/svg';

function piece(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// `level` from 0 to 3.
export const face = (level) => piece('svg', {viewBox: '0 0 28 28', class: 'visage v' + level, 'aria-hidden': 'true'},
  piece('circle', {cx: 14, cy: 14, r: 12.2}), piece('circle', {cx: 9.8, cy: 11, r: 1.4, class: 'oeil'}), piece('circle', {cx: 18.2, cy: 11, r: 1.4, class: 'oeil'}), piece('path', {d: MOUTHS[level]}));
