// What the calculator says under an answer: that its equations hold, and which do not.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFits, PHONE } from '../checks.mjs';
import { ask, closeBrowser, ended, Server, until, Visitor } from '../harness.mjs';

const SHOTS = process.env.PONDER_SHOTS; // A folder for pictures of what is seen.
const RIGHT = 'The train goes \\(60\\,\\text{km/h} \\times 2\\,\\text{h} = 120\\,\\text{km}\\).\n\n' +
  '3 m + 4 m = 7 m, and 10 / 3 = 3.33.';
const WRONG = 'The floor has 3 m * 4 m = 12 m.\n\nEight boxes of five are 5 * 8 = 45 apples.\n\n' +
  'It takes 2 h + 30 min = 150 min.';
const CODE = 'Run this:\n\n```sh\necho 1 + 1 = 3\n```';

let server;
before(async () => {
  server = await Server.start({ replies: [
    { when: 'train', say: RIGHT }, { when: 'floor', say: WRONG }, { when: 'code', say: CODE },
  ] });
});
after(async () => {
  await closeBrowser();
  await server?.stop();
});

async function shot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

test('a quiet line where all hold, none where there is nothing to check', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'How far does the train go?', 'Instant');
  const right = await ended(page);
  assert.equal(await right.locator('.calculated').innerText(), 'Calculator: 3 of 3 equations hold');
  assert.equal(await right.locator('.calculated .note').count(), 0);
  await assertAccessible(page, 'all hold');
  await shot(page, 'all-hold');
  await ask(page, 'Show me code', 'Instant');
  assert.equal(await (await ended(page)).locator('.calculated').count(), 0);
  await visitor.close();
});

for (const [name, options] of [['light', { colorScheme: 'light' }], ['dark', { colorScheme: 'dark' }],
  ['phone', { ...PHONE, colorScheme: 'light' }]]) {
  test(`what does not hold is named with its reason: ${name}`, async () => {
    const visitor = await Visitor.open(server.url, options);
    const { page } = visitor;
    await ask(page, 'How large is the floor?', 'Instant');
    const turn = await ended(page);
    assert.equal(await turn.locator('.calculated-line').innerText(), 'Calculator: 1 of 3 equations hold');
    assert.deepEqual(await turn.locator('.calculated li').allInnerTexts(),
      ['3 m * 4 m = 12 m: the units differ', '5 * 8 = 45: the result differs']);
    await assertAccessible(page, name);
    await assertFits(page, name);
    await shot(page, name);
    await page.reload();
    const kept = (await ended(page)).locator('.calculated li');
    await until('both to be named again', async () => await kept.count() === 2);
    await visitor.close();
  });
}

test('in Arabic the words turn around and the equation does not', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'How large is the floor?', 'Instant');
  const turn = await ended(page);
  await page.keyboard.press('Alt+,');
  await page.locator('.settings').waitFor();
  await page.getByRole('radio', { name: '\u0627\u0644\u0639\u0631\u0628\u064a\u0629' }).check({ force: true });
  await page.keyboard.press('Escape');
  const first = turn.locator('.calculated li').first();
  await first.filter({ hasText: '\u0627\u0644\u0648\u062d\u062f\u0627\u062a' }).waitFor();
  assert.equal(await first.locator('bdi').innerText(), '3 m * 4 m = 12 m');
  assert.equal(await first.locator('bdi').getAttribute('dir'), 'ltr');
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  await shot(page, 'arabic');
  await visitor.close();
});
