// The app around the chat: palette, keys, settings, languages, files, the offline shell, what the
// server sends and how much of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerOf, ask, Cable, closeBrowser, comeBack, ended, lastTurn, Server, sleep, until, Visitor } from '../harness.mjs';
import { QUICK } from '../scripts.mjs';

const FIRST_LOAD_KB = 400;

let server;
before(async () => {
  server = await Server.start({
    ...QUICK,
    replies: [
      ...QUICK.replies,
      { when: 'diagram', say: 'See:\n\n```mermaid\ngraph TD\n  A[Start] --> B[End]\n```\n' },
      { when: 'chart', say: 'See:\n\n```vega-lite\n{"data":{"values":[{"a":"x","b":2},{"a":"y","b":5}]},"mark":"bar","encoding":{"x":{"field":"a"},"y":{"field":"b","type":"quantitative"}}}\n```\n' },
      { when: 'half', say: 'Look:\n\n```js\nlet a = "<b>" + 1;' },
      { when: 'bidi', say: 'English then \u0645\u0631\u062d\u0628\u0627 \u0628\u0643\u0645 and \u202eevil\u202c.\n\n\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 123\n\n\ud83d\udc69\u200d\ud83d\udcbb' },
      { when: 'xxxx', say: 'Long.' },
    ],
  });
});
after(async () => {
  await closeBrowser();
  await server?.stop();
});

test('the palette finds commands, conversations and models by typing', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'why a palette', 'Instant');
  await ended(page);
  await page.keyboard.press('Control+k');
  await page.locator('.palette input:focus').waitFor();
  await page.keyboard.type('contemp');
  await page.locator('.palette [data-selected="true"]', { hasText: 'Contemplating' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.palette').waitFor({ state: 'hidden' });
  await until('the mode', () => page.getByRole('radio', { name: 'Contemplating' }).isChecked());
  await page.keyboard.press('Alt+n');
  await page.getByText('What shall we think about?').waitFor();
  await page.keyboard.press('Control+k');
  await page.locator('.palette input:focus').waitFor();
  await page.keyboard.type('why a pal');
  await page.locator('.palette [data-selected="true"]', { hasText: 'why a palette' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.ask', { hasText: 'why a palette' }).waitFor();
  await page.locator('.scroller').focus();
  await page.keyboard.press('?');
  await page.locator('.key-list').waitFor();
  await page.keyboard.press('Escape');
  await visitor.close();
});

test('what opens right after a new chat keeps the focus', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  for (let i = 0; i < 8; i += 1) {
    await ask(page, `why number ${i}`, 'Instant');
    await ended(page);
    await page.keyboard.press('Alt+n');
    await page.keyboard.press('Control+k');
    await page.locator('.palette input').waitFor();
    await sleep(150);
    await page.keyboard.type('gall');
    assert.equal(await page.locator('.palette input').inputValue(), 'gall');
    await page.keyboard.press('Escape');
    await page.locator('.palette').waitFor({ state: 'hidden' });
  }
  await visitor.close();
});

test('Arabic turns the page around and is kept; English comes back', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await page.keyboard.press('Alt+,');
  await page.getByRole('radio', { name: '\u0627\u0644\u0639\u0631\u0628\u064a\u0629' }).check({ force: true });
  await until('the direction', () => page.evaluate(() => document.documentElement.dir === 'rtl'));
  await page.keyboard.press('Escape');
  await page.reload();
  await page.locator('.hero-title', { hasText: '\u0641' }).waitFor();
  const [list, main] = await page.evaluate(() => ['.sidebar', 'main']
    .map((name) => document.querySelector(name).getBoundingClientRect().left));
  assert.ok(list > main, 'the list stands at the right');
  await page.keyboard.press('Alt+,');
  await page.getByRole('radio', { name: 'English' }).check({ force: true });
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await visitor.close();
});

test('settings go along with a question and the theme is kept', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await page.keyboard.press('Alt+,');
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  await page.getByLabel('System prompt').fill('Be short.');
  await page.getByLabel('Temperature').fill('0.5');
  await page.getByLabel('Temperature').fill('9');
  await page.keyboard.press('Escape');
  const sent = page.waitForRequest((r) => r.method() === 'POST');
  await ask(page, 'why settings', 'Instant');
  const { system, temperature, mode } = (await sent).postDataJSON();
  assert.deepEqual({ system, temperature, mode }, { system: 'Be short.', temperature: 0.5, mode: 'instant' });
  await page.reload();
  await until('dark', () => page.evaluate(() =>
    Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)[0]) < 50));
  await visitor.close();
});

test('text files go along and are shown as files; others are refused', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  const choose = (name, buffer) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer });
  await choose('pic.png', Buffer.from([0xff, 0xd8, 0, 1]));
  await page.getByRole('alert').filter({ hasText: 'pic.png is neither text nor a picture' }).waitFor();
  await choose('notes.md', Buffer.from('# Notes\n```js\n1\n```'));
  await page.locator('.composer-files', { hasText: 'notes.md' }).waitFor();
  await ask(page, 'why this file', 'Instant');
  const turn = await ended(page);
  assert.equal(await turn.locator('.ask').innerText(), 'why this file');
  await turn.locator('.file summary').click();
  assert.match(await turn.locator('.file pre').innerText(), /# Notes\n```js/);
  await visitor.close();
});

test('diagrams and charts are drawn when they are needed', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await ask(page, 'a diagram', 'Instant');
  await page.locator('.figure svg', { hasText: 'Start' }).waitFor();
  await ask(page, 'a chart');
  await (await ended(page)).locator('.figure svg.marks').waitFor();
  assert.ok(loaded.some((path) => /Diagram-/.test(path)));
  await visitor.close();
});

test('half-open fences, both directions and a long message leave the page whole', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'half', 'Instant');
  let turn = await ended(page);
  assert.equal(await turn.locator('pre code').innerText(), 'let a = "<b>" + 1;');
  await ask(page, 'bidi');
  turn = await ended(page);
  const directions = await turn.locator('.answer p').evaluateAll((all) =>
    all.map((p) => getComputedStyle(p).direction));
  assert.deepEqual(directions.slice(0, 2), ['ltr', 'rtl']);
  await page.getByLabel('Your question').evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', `${'x'.repeat(100)}\n`.repeat(10_000));
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.locator('.composer-files', { hasText: 'Pasted text.txt' }).waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await until('an end', async () => (await page.locator('.turn').count()) === 3 &&
    (await lastTurn(page).getAttribute('data-status')) !== 'running' ||
    (await page.getByRole('alert').count()) > 0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} px too wide`);
  visitor.problems = visitor.problems.filter((p) => !/status of 4/.test(p));
  await visitor.close();
});

test('a full storage is said, and the question still goes', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await page.evaluate(() => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  });
  await page.getByLabel('Your question').fill('why is it');
  await page.getByRole('alert').filter({ hasText: 'no room left' }).waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  assert.equal(await answerOf(await ended(page)), 'Because it is so.');
  await visitor.close();
});

test('the shell opens while the server is away, and the draft is there', async () => {
  const cable = await Cable.to(server.port);
  const visitor = await Visitor.open(cable.url, { mayLoseServer: true, serviceWorkers: 'allow' });
  const { page } = visitor;
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.getByLabel('Your question').fill('a draft');
  await cable.pull();
  await page.reload();
  await page.getByText('The server cannot be reached.').first().waitFor();
  assert.equal(await page.getByLabel('Your question').inputValue(), 'a draft');
  await comeBack(page, cable);
  await visitor.close();
  await cable.pull();
});

test('the files are compressed, kept for good where their name has a hash, and may run no foreign script', async () => {
  const index = await fetch(server.url);
  const policy = index.headers.get('content-security-policy');
  assert.ok(!/script-src|unsafe-eval/.test(policy), policy);
  assert.match(policy, /default-src 'self'/);
  assert.equal(index.headers.get('cache-control'), 'no-cache');
  const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(await index.text());
  const file = await fetch(server.url + script.slice(1), { headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(file.headers.get('content-encoding'), 'gzip');
  assert.match(file.headers.get('cache-control'), /immutable/);
  const manifest = await (await fetch(`${server.url}manifest.webmanifest`)).json();
  for (const { src } of manifest.icons) assert.equal((await fetch(server.url + src.slice(1))).status, 200);
});

test(`the first load takes no more than ${FIRST_LOAD_KB} kB`, async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  const session = await visitor.context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  const names = new Map();
  session.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, response.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!/\/(api|health)/.test(names.get(requestId) ?? '')) bytes += encodedDataLength;
  });
  await page.reload();
  await page.locator('.model-button .model-name').waitFor();
  await ask(page, 'why this size', 'Instant');
  await ended(page);
  console.log(`first load with an answer: ${Math.round(bytes / 1000)} kB`);
  assert.ok(bytes > 50_000 && bytes <= FIRST_LOAD_KB * 1000, `${bytes} bytes`);
  await visitor.close();
});
