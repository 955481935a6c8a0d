// Markdown: what becomes which node, that nothing dangerous becomes a link, and that a text read
// piece by piece gives what the whole text gives.
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseInline, safeHref } from '../../../../web/page/inline.js';
import { GrowingMarkdown, parseMarkdown } from '../../../../web/page/markdown.js';

const text = (t) => ({ type: 'text', text: t });
const p = (...children) => ({ type: 'p', children });
const strong = (...children) => ({ type: 'strong', children });
const em = (...children) => ({ type: 'em', children });
const link = (href, ...children) => ({ type: 'link', href, children });

test('emphasis', () => {
  assert.deepEqual(parseInline('a **b** *c* __d__ _e_ ~~f~~'), [
    text('a '), strong(text('b')), text(' '), em(text('c')), text(' '), strong(text('d')),
    text(' '), em(text('e')), text(' '), { type: 'del', children: [text('f')] },
  ]);
  assert.deepEqual(parseInline('***x***'), [em(strong(text('x')))]);
  assert.deepEqual(parseInline('**a *b* c**'), [strong(text('a '), em(text('b')), text(' c'))]);
});

test('what only looks like emphasis stays text', () => {
  for (const plain of ['2 * 3 * 4', 'snake_case_name', '**open', 'a * b', '~x~', '__init']) {
    assert.deepEqual(parseInline(plain), [text(plain)], plain);
  }
  assert.deepEqual(parseInline('\\*no\\* \\_x\\_'), [text('*no* _x_')]);
});

test('inline code keeps its text', () => {
  assert.deepEqual(parseInline('`a*b*` and ``c`d``'),
    [{ type: 'code', text: 'a*b*' }, text(' and '), { type: 'code', text: 'c`d' }]);
  assert.deepEqual(parseInline('`never closed'), [text('`never closed')]);
});

test('maths stays as written', () => {
  for (const maths of ['\\(a_1 * b_2 * c\\)', '\\[x_i^*y_i^*\\]', '$a_1 b_1$ and $c*d*e$', '$$a*b*c$$']) {
    assert.deepEqual(parseInline(maths), [text(maths)], maths);
  }
  assert.deepEqual(parseInline('costs $5 and *not* $6'),
    [text('costs $5 and '), em(text('not')), text(' $6')]);
});

test('links go to http and https only', () => {
  assert.deepEqual(parseInline('[a *b*](https://x.org/y_(z))'),
    [link('https://x.org/y_(z)', text('a '), em(text('b')))]);
  assert.deepEqual(parseInline('see https://x.org/a_b_c.'),
    [text('see '), link('https://x.org/a_b_c', text('https://x.org/a_b_c')), text('.')]);
  assert.deepEqual(parseInline('(http://x.org)'),
    [text('('), link('http://x.org/', text('http://x.org')), text(')')]);
  assert.deepEqual(parseInline('<https://x.org>'), [link('https://x.org/', text('https://x.org'))]);
});

test('other addresses stay text', () => {
  for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', '//x.org',
    '/api/turns', 'file:///etc/passwd', 'vbscript:x', ' javascript:x', 'java\tscript:x', '#x', '']) {
    assert.equal(safeHref(bad), null, bad);
    const nodes = JSON.stringify(parseInline(`[x](${bad})`));
    assert.ok(!nodes.includes('"link"'), nodes);
  }
});

test('html is text', () => {
  const html = '<img src=x onerror=alert(1)><script>x</script>';
  assert.deepEqual(parseMarkdown(html), [p(text(html))]);
});

test('blocks', () => {
  const nodes = parseMarkdown([
    '# One', '### Three ###', 'para', 'goes on', '', '---', '> quote', '> - item', 'lazy?', '',
    '```js', 'a  < b', '', '```', 'after',
  ].join('\n'));
  assert.deepEqual(nodes.map((n) => n.type),
    ['h', 'h', 'p', 'hr', 'quote', 'code', 'p']);
  assert.deepEqual(nodes[1], { type: 'h', level: 3, children: [text('Three')] });
  assert.deepEqual(nodes[2], p(text('para\ngoes on')));
  assert.deepEqual(nodes[5], { type: 'code', lang: 'js', text: 'a  < b\n' });
});

test('lists nest and keep their numbers', () => {
  const [list] = parseMarkdown('3. a\n   - b\n   - c\n\n   more\n4. d\n   ```\n   x\n   ```');
  assert.equal(list.start, 3);
  assert.equal(list.children.length, 2);
  assert.deepEqual(list.children[0].children.map((n) => n.type), ['p', 'list', 'p']);
  assert.equal(list.children[0].children[1].children.length, 2);
  assert.deepEqual(list.children[1].children[1], { type: 'code', lang: '', text: 'x' });
  const [tasks] = parseMarkdown('- [ ] open\n- [x] done');
  assert.deepEqual(tasks.children.map((li) => li.children[0].children[0].text),
    ['\u2610 open', '\u2611 done']);
});

test('a list that is followed by text ends', () => {
  assert.deepEqual(parseMarkdown('- a\n- b\n\ntext').map((n) => n.type), ['list', 'p']);
  assert.deepEqual(parseMarkdown('- a\n1. b').map((n) => n.ordered), [false, true]);
});

test('tables', () => {
  const [table] = parseMarkdown('| a | b |\n|:-:|--:|\n| `x|y` | 1 \\| 2 |\n| short |');
  assert.equal(table.type, 'table');
  const [head, one, two] = table.children;
  assert.deepEqual(head.children.map((c) => [c.type, c.align]), [['th', 'center'], ['th', 'right']]);
  assert.deepEqual(one.children.map((c) => c.children),
    [[{ type: 'code', text: 'x|y' }], [text('1 | 2')]]);
  assert.equal(two.children.length, 2);
  assert.deepEqual(parseMarkdown('a | b\nno table'), [p(text('a | b\nno table'))]);
});

test('a block of maths is one text', () => {
  assert.deepEqual(parseMarkdown('\\[\na\n+ b\n\\]\nx'),
    [{ type: 'math', text: '\\[\na\n+ b\n\\]' }, p(text('x'))]);
  assert.deepEqual(parseMarkdown('$$a$$'), [{ type: 'math', text: '$$a$$' }]);
});

const SAMPLES = [
  'para\n#tag\n\n# Head\ntext\n- a\n- b\n  - c\n\n  d\n\nend',
  'a | b\n--|--\n1 | 2\n3 | 4\nafter\n\n```py\nx = 1\n\n- y\n```\n> q\n> r\n\n1. one\n2. two',
  'text\n-5 degrees\n---\n* * *\n$$\na\n+ b\n$$\n~~~\n```\n~~~\nlast **bold** [l](https://x.org)',
  '> quote\n>\n> > deep\n\n- [ ] task\n\n\n\n  still\n\\[x\\] y\n\\[\nz',
];

test('a text that grows gives at each length what the whole text gives', () => {
  for (const sample of SAMPLES) {
    for (const step of [1, 2, 3, 7, 20]) {
      const growing = new GrowingMarkdown();
      for (let end = step; end < sample.length + step; end += step) {
        const part = sample.slice(0, end);
        assert.deepEqual(growing.update(part), parseMarkdown(part), JSON.stringify(part));
      }
    }
  }
});

test('blocks that are done stay the same objects', () => {
  const growing = new GrowingMarkdown();
  const before = growing.update('a\n\nb\n\nc');
  const after = growing.update('a\n\nb\n\nc and more');
  assert.equal(after[0], before[0]);
});

test('hostile texts are read in bounded time and depth', () => {
  const n = 20_000;
  const began = performance.now();
  for (const hostile of ['['.repeat(n), '*'.repeat(n), '*a _b '.repeat(n / 6), '`a``b'.repeat(n / 5),
    '> '.repeat(n / 2), '- '.repeat(n / 2), '\\('.repeat(n / 2), '$a '.repeat(n / 3),
    'a*b*'.repeat(n / 4), '[a]('.repeat(n / 4), '|'.repeat(n), '<br'.repeat(n / 3)]) {
    parseMarkdown(hostile);
  }
  assert.ok(performance.now() - began < 10_000);
});
