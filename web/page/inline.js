// Markdown inside one block: emphasis, code, links. Text in, plain nodes out; touches no DOM.
// Nodes: {type: 'text' | 'code', text}, {type: 'strong' | 'em' | 'del', children},
// {type: 'link', href, children}, {type: 'br'}.
// Maths (\( \), \[ \], $ $, $$ $$) stays text as written: nothing inside it is markup.

const DEPTH_MAX = 8; // Links and emphasis inside each other.
const OPENERS_MAX = 64; // Unclosed delimiters remembered at once; older ones stay text.

const LINK =
  /\[((?:[^[\]\\]|\\.|\[[^[\]]*\])*)\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s()]*)*)>?(?:\s+"[^"]*")?\s*\)/y;
const BARE_URL = /https?:\/\/[^\s<>"`]+/y;
const ANGLE_URL = /<(https?:\/\/[^\s<>]+)>/y;
const BREAK = /<br\s*\/?>/iy;
const MATHS = [
  /\\\([\s\S]*?\\\)/y,
  /\\\[[\s\S]*?\\\]/y,
  /\$\$[^$]+\$\$/y,
  /\$(?![\s$])[^$\n]*[^\s$]\$(?!\d)|\$[^\s$]\$(?!\d)/y,
];
const SPECIAL = /[\\`*_~[<$h]/g;
const WORD = /[\p{L}\p{N}]/u;
const PUNCTUATION = /[!-/:-@[-`{-~]/;

// The address if it is one that may be followed, else null.
export function safeHref(href) {
  try {
    const url = new URL(href);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

// Trailing punctuation belongs to the sentence, a closing bracket only if it was opened inside.
function trimUrl(url) {
  let end = url.length;
  while (end > 0) {
    const c = url[end - 1];
    if (c === ')' && url.slice(0, end).split('(').length < url.slice(0, end).split(')').length) {
      end -= 1;
    } else if ('.,;:!?\'*_~'.includes(c)) {
      end -= 1;
    } else {
      break;
    }
  }
  return url.slice(0, end);
}

class Scanner {
  constructor(text, depth, inLink) {
    Object.assign(this, { text, depth, inLink, at: 0, out: [], plain: '' });
    this.ticksWithoutEnd = new Set();
  }

  add(node) {
    if (this.plain) this.out.push({ type: 'text', text: this.plain });
    this.plain = '';
    if (node) this.out.push(node);
  }

  run() {
    const { text } = this;
    while (this.at < text.length) {
      SPECIAL.lastIndex = this.at;
      const next = SPECIAL.exec(text)?.index ?? text.length;
      this.plain += text.slice(this.at, next);
      this.at = next;
      if (next < text.length && !this.special(text[next])) {
        this.plain += text[next];
        this.at += 1;
      }
    }
    this.add(null);
    return this.out;
  }

  // Whether it took something at `at`.
  special(c) {
    if (c === '\\') return this.maths() || this.escape();
    if (c === '$') return this.maths();
    if (c === '`') return this.code();
    if (c === '[') return this.link();
    if (c === '<') return this.angle();
    if (c === 'h') return this.bareUrl();
    return this.delimiter(c);
  }

  maths() {
    const found = MATHS.map((m) => matchAt(m, this.text, this.at)).find(Boolean);
    if (!found) return false;
    this.plain += found[0];
    this.at += found[0].length;
    return true;
  }

  escape() {
    const c = this.text[this.at + 1] ?? '';
    if (!PUNCTUATION.test(c) || '()[]'.includes(c)) return false;
    this.plain += c;
    this.at += 2;
    return true;
  }

  code() {
    const ticks = matchAt(/`+/y, this.text, this.at)[0];
    const from = this.at + ticks.length;
    const end = this.ticksWithoutEnd.has(ticks.length) ? -1 : this.endOfCode(ticks, from);
    if (end < 0) {
      this.ticksWithoutEnd.add(ticks.length);
      this.plain += ticks;
      this.at = from;
      return true;
    }
    const body = this.text.slice(from, end).replaceAll('\n', ' ');
    const padded = body.startsWith(' ') && body.endsWith(' ') && body.trim() !== '';
    this.add({ type: 'code', text: padded ? body.slice(1, -1) : body });
    this.at = end + ticks.length;
    return true;
  }

  endOfCode(ticks, from) {
    for (let end = this.text.indexOf(ticks, from); end >= 0;) {
      let stop = end + ticks.length;
      while (this.text[stop] === '`') stop += 1;
      if (stop === end + ticks.length) return end;
      end = this.text.indexOf(ticks, stop);
    }
    return -1;
  }

  link() {
    const found = this.inLink ? null : matchAt(LINK, this.text, this.at);
    const href = found && safeHref(found[2]);
    if (!href) return false;
    this.add({ type: 'link', href, children: parse(found[1], this.depth + 1, true) });
    this.at += found[0].length;
    return true;
  }

  angle() {
    const lineBreak = matchAt(BREAK, this.text, this.at);
    const found = lineBreak ?? matchAt(ANGLE_URL, this.text, this.at);
    if (!found) return false;
    if (lineBreak) this.add({ type: 'br' });
    else this.addUrl(found[1]);
    this.at += found[0].length;
    return true;
  }

  bareUrl() {
    if (this.inLink || WORD.test(this.text[this.at - 1] ?? '')) return false;
    const found = matchAt(BARE_URL, this.text, this.at);
    const url = found && trimUrl(found[0]);
    if (!url || !safeHref(url)) return false;
    this.addUrl(url);
    this.at += url.length;
    return true;
  }

  addUrl(url) {
    const href = safeHref(url);
    const children = [{ type: 'text', text: url }];
    this.add(href && !this.inLink ? { type: 'link', href, children } : children[0]);
  }

  delimiter(c) {
    let end = this.at;
    while (this.text[end] === c) end += 1;
    const run = this.text.slice(this.at, end);
    const before = this.text[this.at - 1] ?? ' ';
    const after = this.text[end] ?? ' ';
    let opens = !/\s/.test(after) && (!PUNCTUATION.test(after) || !WORD.test(before));
    let closes = !/\s/.test(before) && (!PUNCTUATION.test(before) || !WORD.test(after));
    if (c === '_') {
      opens &&= !WORD.test(before);
      closes &&= !WORD.test(after);
    }
    if (c === '~' && run.length !== 2) opens = closes = false;
    if (!opens && !closes) {
      this.plain += run;
    } else {
      this.add({ type: 'delimiter', c, count: run.length, opens, closes });
    }
    this.at = end;
    return true;
  }
}

const text = (node) => ({ type: 'text', text: node.c.repeat(node.count) });

// What is left of a delimiter after its markup was taken is text.
function settle(nodes) {
  const out = [];
  for (const node of nodes) {
    const plain = node.type === 'delimiter' ? text(node) : node;
    if (plain.type === 'text' && plain.text === '') continue;
    const last = out.at(-1);
    if (plain.type === 'text' && last?.type === 'text') {
      out[out.length - 1] = { type: 'text', text: last.text + plain.text };
    } else {
      out.push(plain);
    }
  }
  return out;
}

// Pairs delimiters: `out` is what is read so far, `openers` are places in it.
function pair(nodes) {
  const out = [];
  let openers = [];
  for (const node of nodes) {
    out.push(node);
    if (node.type !== 'delimiter') continue;
    while (node.closes && node.count > 0) {
      const at = openers.findLastIndex((i) => out[i].c === node.c);
      if (at < 0) break;
      const place = openers[at];
      const opener = out[place];
      const used = node.c === '~' ? 2 : Math.min(2, opener.count, node.count);
      const type = node.c === '~' ? 'del' : used === 2 ? 'strong' : 'em';
      const children = settle(out.slice(place + 1, -1));
      if (children.length === 0) break;
      opener.count -= used;
      node.count -= used;
      out.splice(place + 1, out.length - place - 1, { type, children }, node);
      openers = openers.slice(0, opener.count > 0 ? at + 1 : at);
    }
    if (node.opens && node.count > 0) openers.push(out.length - 1);
    if (openers.length > OPENERS_MAX) openers.shift();
  }
  return settle(out);
}

function parse(source, depth, inLink) {
  if (depth > DEPTH_MAX) return [{ type: 'text', text: source }];
  return pair(new Scanner(source, depth, inLink).run());
}

export const parseInline = (source) => parse(source, 0, false);
