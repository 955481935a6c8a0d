// Texts that come from anywhere: formulas among money and code, attached files, pages in answers,
// addresses, settings, drafts in a browser that keeps nothing.
import { expect, test, vi } from 'vitest';
import { parseRoute } from '../src/app/route';
import { shareOf } from '../src/history/share';
import { pagesIn, titleOf, versionsOf } from '../src/canvas/pages';
import { leafBelow, pathOf } from '../src/chat/path';
import type { ConversationResource, TurnResource } from '../src/api/types';
import { joinAttachments, readTextFile, splitAttachments, withFile } from '../src/composer/attachments';
import { grouped } from '../src/history/groups';
import { hasMaths, prepareMaths } from '../src/markdown/maths';
import { DEFAULTS, parseSettings } from '../src/settings/settings';
import { loadDraft, saveDraft } from '../src/settings/storage';

test('formulas in all four ways are found', () => {
  expect(prepareMaths('a \\(x^2\\) b')).toBe('a $$x^2$$ b');
  expect(prepareMaths('\\[\nx = 1\n\\]')).toBe('\n$$\nx = 1\n$$\n');
  expect(prepareMaths('so $x_1 + 2$ it is')).toBe('so $$x_1 + 2$$ it is');
  expect(prepareMaths('$$\nx\n$$')).toBe('$$\nx\n$$');
  for (const text of ['\\(x\\)', '$$x$$', 'so $x+1$.', 'with $n$ agents']) expect(hasMaths(text), text).toBe(true);
});

test('money and code are not formulas', () => {
  for (const text of ['It costs $5 and $10.', 'from $5 to 7$', 'plain', 'US$5']) {
    expect(prepareMaths(text), text).toBe(text);
  }
  const code = 'Run `echo $HOME $PATH` or\n```sh\necho $A $B\n\\(x\\)\n```\nthen \\(y\\)';
  expect(prepareMaths(code)).toBe(code.replace('\\(y\\)', '$$$$y$$$$'));
  expect(prepareMaths('```\nhalf open $x$ \\(y\\)')).toBe('```\nhalf open $x$ \\(y\\)');
});

test('attached files come back as they went, whatever is in them', () => {
  const files = [
    { name: 'a.md', text: '# t\n```js\n1\n```' },
    { name: 'b.txt', text: 'x\n`````\n````\ny' },
    { name: 'empty', text: '' },
  ];
  for (const question of ['What is this?', '', 'Attached file: no\n````']) {
    expect(splitAttachments(joinAttachments(question, files))).toEqual({ text: question, files });
  }
  expect(splitAttachments('Attached file: x\n````\ncut off')).toEqual(
    { text: 'Attached file: x\n````\ncut off', files: [] });
});

test('only text files of a bounded size are attached', async () => {
  expect(await readTextFile(new File(['gr\u00fc\u00df'], 'a'))).toEqual({ name: 'a', text: 'gr\u00fc\u00df' });
  expect(await readTextFile(new File([new Uint8Array([0xff, 0xfe, 0])], 'b'))).toBe('binary');
  expect(await readTextFile(new File(['a\0b'], 'c'))).toBe('binary');
  expect(await readTextFile(new File(['x'.repeat(1_100_000)], 'd'))).toBe('size');
});

test('another file of the same name gets a number, the same file counts once', () => {
  const names = ['Pasted text.txt', 'notes', 'Pasted text.txt', 'notes'];
  const files = names.reduce((all, name, i) => withFile(all, { name, text: String(i) }), [] as { name: string; text: string }[]);
  expect(files.map(({ name }) => name)).toEqual(['Pasted text.txt', 'notes', 'Pasted text 2.txt', 'notes 2']);
  expect(withFile(files, { name: 'notes', text: '1' })).toBe(files);
});

test('pages are whole html blocks', () => {
  const page = '<!doctype html>\n<title>Orbit</title>\n<script>1</script>';
  const answer = `Here:\n\`\`\`html\n${page}\n\`\`\`\nand a piece:\n\`\`\`html\n<b>x</b>\n\`\`\``;
  expect(pagesIn(answer)).toEqual([{ title: 'Orbit', code: page }]);
  expect(pagesIn('```html\n<!doctype html>\nhalf')).toEqual([]);
  expect(titleOf('<h1>A</h1>')).toBe('A');
  expect(versionsOf([{ turn: 't1', answer }, { turn: 't2', answer: 'none' }, { turn: 't3', answer }])
    .map((v) => v.turn)).toEqual(['t1', 't3']);
});

const turn = (id: string, parent?: string | null) => ({ id, parent }) as TurnResource;
const self = (resource: TurnResource) => resource;

test('a conversation without branches is shown as it is', () => {
  const turns = [turn('a'), turn('b')];
  expect(pathOf(turns, self, null).map((s) => s.turn.id)).toEqual(['a', 'b']);
});

test('of a tree one path is shown, with the versions of each question', () => {
  const turns = [turn('a', null), turn('b', 'a'), turn('c', 'a'), turn('d', 'c'), turn('e', null)];
  const path = pathOf(turns, self, 'd');
  expect(path.map((s) => s.turn.id)).toEqual(['a', 'c', 'd']);
  expect(path.map((s) => s.siblings.map((x) => x.id))).toEqual([['a', 'e'], ['b', 'c'], ['d']]);
  expect(pathOf(turns, self, null).map((s) => s.turn.id)).toEqual(['e']);
  expect(leafBelow(turns[0]!, turns, self).id).toBe('d');
  const ring = [turn('x', 'y'), turn('y', 'x')];
  expect(pathOf(ring, self, 'x').length).toBe(2);
});

test('addresses', () => {
  expect(parseRoute('')).toEqual({ name: 'chat', conversation: null, turn: null });
  expect(parseRoute('#/gallery')).toEqual({ name: 'gallery' });
  expect(parseRoute('#/conv_1')).toEqual({ name: 'chat', conversation: 'conv_1', turn: null });
  expect(parseRoute('#/conv_1/turn_2')).toEqual({ name: 'chat', conversation: 'conv_1', turn: 'turn_2' });
  expect(parseRoute('#/%E0%A4')).toEqual({ name: 'chat', conversation: '%E0%A4', turn: null });
  expect(['/', '/share/', '/share/abc', '/other'].map(shareOf)).toEqual([null, null, 'abc', null]);
});

test('stored settings that are broken fall back one by one', () => {
  for (const text of [null, '', 'null', '[]', '{', '"x"']) expect(parseSettings(text)).toEqual(DEFAULTS);
  expect(parseSettings('{"mode":"thinking","agents":99,"theme":"pink","seed":-1,"language":"ar"}'))
    .toEqual({ ...DEFAULTS, mode: 'thinking', language: 'ar' });
});

test('a browser that keeps nothing says so and does not fail', () => {
  vi.stubGlobal('localStorage', {
    getItem: () => { throw new Error('no'); },
    setItem: () => { throw new DOMException('full', 'QuotaExceededError'); },
    removeItem: () => {},
  });
  expect(saveDraft('c', 'text')).toBe(false);
  expect(saveDraft('c', '')).toBe(true);
  expect(loadDraft('c')).toBe('');
  vi.unstubAllGlobals();
});

test('the list is grouped by day, pinned ones first', () => {
  const now = new Date(2026, 5, 10, 12).getTime();
  const at = (id: string, day: number, hour: number, pinned = false) =>
    ({ id, title: id, updated_ms: new Date(2026, 5, day, hour).getTime(), created_ms: 0, pinned }) as ConversationResource;
  const groups = grouped([at('a', 10, 1), at('b', 9, 23), at('c', 5, 1), at('d', 1, 1, true)], now);
  expect(groups.map((g) => [g.key, g.items.map((i) => i.id)])).toEqual([
    ['group.pinned', ['d']], ['group.today', ['a']], ['group.yesterday', ['b']], ['group.week', ['c']]]);
});
