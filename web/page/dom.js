// Small helpers to build elements.

// el('button', {class: 'x', type: 'button', onclick: f}, 'text', child...): `on...` are listeners,
// true and false switch an attribute, null leaves it out; children may be null.
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Changes the text only where it differs, so that nothing is announced or laid out twice.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Null takes it off; false is the word "false", as aria attributes want it.
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

const SVG = 'http://www.w3.org/2000/svg';

// An icon of 24 x 24 drawn with lines; it says nothing to a screen reader.
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

const ICONS = {
  menu: 'M4 6h16M4 12h16M4 18h16',
  plus: 'M12 5v14M5 12h14',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M7 7h10v10H7z',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  right: 'M9 6l6 6-6 6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  retry: 'M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  now: 'M5 5l8 7-8 7zM17 5v14',
  warn: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  off: 'M4 4l16 16M8.5 16.5a5 5 0 0 1 7 0M5 12.9a10 10 0 0 1 4-2.3M12.5 9.5A10 10 0 0 1 19 12.9M12 20h.01',
  split: 'M12 20v-7M12 13L6 7M12 13l6-6M6 11V7h4M18 11V7h-4',
};
