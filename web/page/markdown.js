// Markdown blocks of a model's answer: text in, plain nodes out; touches no DOM. A small, forgiving
// dialect: no raw HTML, no images, no reference links; a line break stays a line break.
// Nodes: {type: 'p', children}, {type: 'h', level, children}, {type: 'code', lang, text},
// {type: 'math', text}, {type: 'quote', children}, {type: 'list', ordered, start, children: [li]},
// {type: 'table', align, children: [row of cells]}, {type: 'hr'}.
import { parseInline } from './inline.js';

const DEPTH_MAX = 12; // Quotes and lists inside each other; deeper ones are paragraphs.

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(\s+(?=\S)|\s*$)/;
const MATHS = /^\s*(\$\$(?!\$)|\\\[)/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const BLANK = /^\s*$/;

const indentOf = (line) => line.length - line.trimStart().length;

function startsBlock(line) {
  return FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) ||
    ITEM.test(line) || MATHS.test(line);
}

function isTable(lines, at) {
  const rule = lines[at + 1];
  return lines[at].includes('|') && rule !== undefined && rule.includes('-') &&
    rule.includes('|') && TABLE_RULE.test(rule);
}

// Each reader below takes the block that begins at line `at`: [node, line after it].

function readFence(lines, at) {
  const [, ticks, info] = FENCE.exec(lines[at]);
  const indent = indentOf(lines[at]);
  const body = [];
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end];
    const closer = line.trim();
    if (closer.length >= ticks.length && closer === ticks[0].repeat(closer.length)) break;
    body.push(line.slice(Math.min(indent, indentOf(line))));
  }
  const lang = info.trim().split(/\s/)[0];
  return [{ type: 'code', lang, text: body.join('\n') }, end + 1];
}

function readMaths(lines, at) {
  const open = MATHS.exec(lines[at])[1];
  const close = open === '$$' ? '$$' : '\\]';
  let end = at;
  let from = lines[at].indexOf(open) + 2;
  while (end < lines.length && !lines[end].includes(close, from)) {
    end += 1;
    from = 0;
  }
  return [{ type: 'math', text: lines.slice(at, end + 1).join('\n') }, end + 1];
}

function readQuote(lines, at, depth) {
  const body = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const quoted = QUOTE.test(lines[end]);
    const lazy = !quoted && end > at && !BLANK.test(lines[end]) && !startsBlock(lines[end]) &&
      !BLANK.test(body.at(-1));
    if (!quoted && !lazy) break;
    body.push(lines[end].replace(QUOTE, ''));
  }
  return [{ type: 'quote', children: blocksOf(body, depth + 1) }, end];
}

const markerKind = (marker) => (/\d/.test(marker) ? marker.at(-1) : marker);

const TASK = /^\[([ xX])\] /;
const taskBox = (line) =>
  line.replace(TASK, (_, mark) => (mark === ' ' ? '\u2610 ' : '\u2611 '));

function readItem(lines, at, depth) {
  const [whole, before, marker] = ITEM.exec(lines[at]);
  const outer = before.length;
  const spaces = whole.length - outer - marker.length;
  const inner = outer + marker.length + (spaces > 4 || spaces < 1 ? 1 : spaces);
  const body = [taskBox(lines[at].slice(inner))];
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end];
    const indent = indentOf(line);
    if (BLANK.test(line)) {
      body.push('');
    } else if (indent > outer && (indent >= inner || body.at(-1) !== '' || ITEM.test(line))) {
      body.push(line.slice(Math.min(indent, inner)));
    } else if (body.at(-1) !== '' && !startsBlock(line)) {
      body.push(line);
    } else {
      break;
    }
  }
  while (body.length > 1 && body.at(-1) === '') {
    body.pop();
    end -= 1;
  }
  return [{ type: 'li', children: blocksOf(body, depth + 1) }, end];
}

function readList(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  const ordered = /\d/.test(first[2]);
  const list = {
    type: 'list', ordered, start: ordered ? parseInt(first[2], 10) : 1, children: [],
  };
  let end = at;
  while (end < lines.length) {
    let next = end;
    while (next < lines.length && BLANK.test(lines[next])) next += 1;
    const found = next < lines.length && !RULE.test(lines[next]) && ITEM.exec(lines[next]);
    if (!found || markerKind(found[2]) !== markerKind(first[2])) break;
    const [item, after] = readItem(lines, next, depth);
    list.children.push(item);
    end = after;
  }
  return [list, end];
}

function cellsOf(line) {
  const cells = [];
  let cell = '';
  let inCode = false;
  const row = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  for (let i = 0; i < row.length; i += 1) {
    if (row[i] === '`') inCode = !inCode;
    if (row[i] === '\\' && row[i + 1] === '|') {
      cell += '|';
      i += 1;
    } else if (row[i] === '|' && !inCode) {
      cells.push(cell);
      cell = '';
    } else {
      cell += row[i];
    }
  }
  return [...cells, cell].map((c) => c.trim());
}

function readTable(lines, at) {
  const head = cellsOf(lines[at]);
  const align = cellsOf(lines[at + 1]).map((rule) => {
    if (rule.endsWith(':')) return rule.startsWith(':') ? 'center' : 'right';
    return 'left';
  });
  const row = (cells, type) => ({
    type: 'row',
    children: head.map((_, i) => ({
      type, align: align[i] ?? 'left', children: parseInline(cells[i] ?? ''),
    })),
  });
  const rows = [row(head, 'th')];
  let end = at + 2;
  for (; end < lines.length && lines[end].includes('|'); end += 1) {
    rows.push(row(cellsOf(lines[end]), 'td'));
  }
  return [{ type: 'table', children: rows }, end];
}

function readParagraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && !BLANK.test(lines[end]) && !startsBlock(lines[end]) &&
         !isTable(lines, end)) {
    end += 1;
  }
  const text = lines.slice(at, end).map((line) => line.trim()).join('\n');
  return [{ type: 'p', children: parseInline(text) }, end];
}

function readBlock(lines, at, depth) {
  const line = lines[at];
  if (FENCE.test(line)) return readFence(lines, at);
  if (MATHS.test(line)) return readMaths(lines, at);
  const heading = HEADING.exec(line);
  if (heading) {
    const children = parseInline(heading[2]);
    return [{ type: 'h', level: heading[1].length, children }, at + 1];
  }
  if (RULE.test(line)) return [{ type: 'hr' }, at + 1];
  if (depth < DEPTH_MAX && QUOTE.test(line)) return readQuote(lines, at, depth);
  if (depth < DEPTH_MAX && ITEM.test(line)) return readList(lines, at, depth);
  if (isTable(lines, at)) return readTable(lines, at);
  return readParagraph(lines, at);
}

// `starts`, where given, gets the first line of each block.
function blocksOf(lines, depth, starts = []) {
  const blocks = [];
  for (let at = 0; at < lines.length;) {
    if (BLANK.test(lines[at])) {
      at += 1;
      continue;
    }
    starts.push(at);
    const [block, after] = readBlock(lines, at, depth);
    blocks.push(block);
    at = after;
  }
  return blocks;
}

export const parseMarkdown = (text) => blocksOf(text.replaceAll('\r\n', '\n').split('\n'), 0);

// The blocks of a text that grows at its end. Only its last two blocks are read again: the last
// line may be half a line, so it may begin a block of its own or go on with the block before it.
export class GrowingMarkdown {
  #done = [];
  #from = 0; // Where in the text the blocks that are not done begin.

  // `text` begins with every text given before. Returns all blocks; those that did not change are
  // the same objects as before.
  update(text) {
    const rest = text.slice(this.#from);
    const lines = rest.split('\n');
    const starts = [];
    const blocks = blocksOf(lines, 0, starts);
    const all = [...this.#done, ...blocks];
    const settled = blocks.length - 2;
    if (settled > 0) {
      this.#done = all.slice(0, -2);
      for (let i = 0; i < starts[settled]; i += 1) this.#from += lines[i].length + 1;
    }
    return all;
  }
}
