// Shows markdown nodes in the page. Builds elements and text nodes only, so nothing that a model
// writes is ever read as HTML, and changes what is there already instead of making it again: text
// that grows is appended, so a selection in it stays.
import { el } from './dom.js';
import { GrowingMarkdown } from './markdown.js';

function codeBlock(node) {
  const copy = el('button', { class: 'copy', type: 'button' }, 'Copy');
  const code = el('code', {});
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copy.textContent = 'Copied';
    } catch {
      copy.textContent = 'Could not copy';
    }
    setTimeout(() => { copy.textContent = 'Copy'; }, 1500);
  });
  const head = el('div', { class: 'code-head' }, el('span', {}, node.lang || 'text'), copy);
  const label = node.lang ? `Code, ${node.lang}` : 'Code';
  const pre = el('pre', { tabindex: '0', role: 'region', 'aria-label': label }, code);
  return [el('div', { class: 'code-block' }, head, pre), code];
}

function link(node) {
  return el('a', { href: node.href, target: '_blank', rel: 'noopener noreferrer nofollow' });
}

function list(node) {
  if (!node.ordered) return el('ul');
  return el('ol', node.start === 1 ? {} : { start: node.start });
}

function table() {
  const inner = el('table');
  const attributes = { class: 'table', tabindex: '0', role: 'region', 'aria-label': 'Table' };
  return [el('div', attributes, inner), inner];
}

// The element of a node, or [element, the element inside it that holds the node's children].
const MAKE = {
  text: (node) => document.createTextNode(node.text),
  p: () => el('p'),
  // The page's own headings are h1 and h2.
  h: (node) => el(`h${Math.min(6, node.level + 2)}`, { class: `h${node.level}` }),
  code: (node) => ('lang' in node ? codeBlock(node) : el('code')),
  math: () => el('p', { class: 'math' }),
  quote: () => el('blockquote'),
  list,
  li: () => el('li'),
  table,
  row: () => el('tr'),
  th: (node) => el('th', { scope: 'col', class: `align-${node.align}` }),
  td: (node) => el('td', { class: `align-${node.align}` }),
  hr: () => el('hr'),
  strong: () => el('strong'),
  em: () => el('em'),
  del: () => el('del'),
  link,
  br: () => el('br'),
};

function make(node) {
  const made = MAKE[node.type](node);
  const [outer, inner] = Array.isArray(made) ? made : [made, made];
  if (node.children) for (const child of node.children) inner.append(make(child).dom);
  else if (node.type !== 'text' && node.text !== undefined) inner.append(node.text);
  return { dom: outer, inner };
}

const ATTRIBUTES = ['type', 'level', 'lang', 'ordered', 'start', 'align', 'href'];
const sameKind = (a, b) => ATTRIBUTES.every((name) => a[name] === b[name]);

function updateText(holder, before, after) {
  if (before === after) return;
  if (after.startsWith(before)) holder.appendData(after.slice(before.length));
  else holder.data = after;
}

// The element inside `dom` that holds the children of `node`.
function innerOf(dom, node) {
  if (node.type === 'code' && 'lang' in node) return dom.querySelector('code');
  return node.type === 'table' ? dom.firstChild : dom;
}

function patchNode(dom, before, after) {
  if (before === after) return;
  if (!sameKind(before, after)) {
    dom.replaceWith(make(after).dom);
  } else if (after.type === 'text') {
    updateText(dom, before.text, after.text);
  } else if (after.children) {
    patchChildren(innerOf(dom, after), before.children, after.children);
  } else if (after.text !== undefined) {
    const inner = innerOf(dom, after);
    if (inner.firstChild) updateText(inner.firstChild, before.text, after.text);
    else inner.append(after.text);
  }
}

function patchChildren(parent, before, after) {
  const doms = [...parent.childNodes];
  after.forEach((node, i) => {
    if (i < before.length) patchNode(doms[i], before[i], node);
    else parent.append(make(node).dom);
  });
  doms.slice(after.length).forEach((dom) => dom.remove());
}

// Shows a growing text in `parent`, which it owns.
export class MarkdownView {
  #parent;
  #source = new GrowingMarkdown();
  #shown = [];
  #text = '';

  constructor(parent) {
    this.#parent = parent;
  }

  show(text) {
    if (text === this.#text) return;
    if (text.length < this.#text.length) this.#source = new GrowingMarkdown();
    const nodes = this.#source.update(text);
    patchChildren(this.#parent, this.#shown, nodes);
    this.#shown = nodes;
    this.#text = text;
  }
}
