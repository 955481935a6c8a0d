// The history against the real server: branches, search, pins, folders, the archive, sharing, files of
// other assistants, and what other devices do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerOf, ask, closeBrowser, edit, ended, lastTurn, Server, sleep, until, Visitor } from '../harness.mjs';
import { counted } from '../scripts.mjs';

let server;
before(async () => {
  server = await Server.start({
    step_ms: 1,
    replies: [
      { when: 'moon', say: 'The moon is a **needle** in the hay of stars.' },
      { when: 'sun', say: 'The sun is a star.' },
      { when: 'sea', say: 'The sea is salt.' },
    ],
    default: 'Yes.',
  });
});
after(async () => {
  await closeBrowser();
  await server?.stop();
});

const choose = async (page, title, item) => {
  await page.locator('.conversation', { hasText: title }).first().hover();
  await page.getByRole('button', { name: `More for ${title}` }).first().click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};
const listed = (page) => page.locator('.conversation').allInnerTexts();

async function asked(question) {
  const visitor = await Visitor.open(server.url);
  await ask(visitor.page, question, 'Instant');
  await ended(visitor.page);
  return { visitor, page: visitor.page };
}

test('a question is edited beside its first version, and the choice is kept', async () => {
  const { visitor, page } = await asked('tell me of the moon');
  await ask(page, 'and the sea');
  await ended(page);
  assert.equal(await page.locator('.turn').count(), 2);
  await edit(page, 'tell me of the sun');
  await lastTurn(page).locator('.ask', { hasText: 'tell me of the sun' }).waitFor();
  assert.equal((await answerOf(await ended(page))).trim(), 'The sun is a star.');
  assert.deepEqual(await page.locator('.ask').allInnerTexts(), ['tell me of the sun']);
  await ask(page, 'and the sea');
  await ended(page);
  const kept = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByRole('button', { name: 'Version before' }).click();
  await page.locator('.ask', { hasText: 'tell me of the moon' }).waitFor();
  assert.deepEqual(await page.locator('.ask').allInnerTexts(), ['tell me of the moon', 'and the sea']);
  await kept;
  await page.reload();
  await page.locator('.ask', { hasText: 'tell me of the moon' }).waitFor();
  await page.getByText('1 of 2').waitFor();
  await visitor.close();
});

test('a version that is chosen while the conversation is being read stays chosen', async () => {
  const { visitor, page } = await asked('once of the moon');
  await edit(page, 'once of the sun');
  await page.getByText('2 of 2').waitFor();
  await ended(page);
  const address = `${server.url}api/conversations/${new URL(page.url()).hash.slice(2)}`;
  let give;
  const held = new Promise((resolve) => { give = resolve; });
  const read = new Promise((resolve) => {
    page.route(address, async (route) => {
      const response = await route.fetch();
      resolve();
      await held;
      return route.fulfill({ response });
    }, { times: 1 });
  });
  await fetch(address, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"title":"Once"}' });
  await read;
  const kept = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByRole('button', { name: 'Version before' }).click();
  await kept;
  const late = page.waitForResponse(address);
  give();
  await late;
  await sleep(300);
  assert.deepEqual(await page.locator('.ask').allInnerTexts(), ['once of the moon']);
  await page.getByRole('heading', { level: 1, name: 'Once' }).waitFor();
  await visitor.close();
});

test('search finds words inside messages and leads to the turn, also on another branch', async () => {
  const { visitor, page } = await asked('first of the sun');
  await page.getByRole('button', { name: 'Again' }).click();
  await page.getByText('2 of 2').waitFor();
  await ended(page);
  await page.keyboard.press('Alt+n');
  await page.getByRole('searchbox', { name: 'Search' }).fill('needle');
  const hit = page.locator('.found').first();
  await hit.locator('mark', { hasText: 'needle' }).waitFor();
  await hit.getByRole('link').click();
  await page.locator('.turn.sought .answer', { hasText: 'needle' }).waitFor();
  assert.match(page.url(), /#\/conv_\w+\/turn_\w+$/);
  await visitor.close();
});

test('a question after a hit on another branch goes on there', async () => {
  const { visitor, page } = await asked('an old word of the moon');
  await edit(page, 'an old word of the sun');
  await page.getByText('2 of 2').waitFor();
  await ended(page);
  await page.keyboard.press('Alt+n');
  await page.getByRole('searchbox', { name: 'Search' }).fill('needle');
  await page.locator('.found', { hasText: 'an old word' }).getByRole('link').first().click();
  await page.locator('.turn.sought .answer', { hasText: 'needle' }).waitFor();
  await ask(page, 'and the sea');
  await ended(page);
  await page.reload();
  await until('both turns', async () => (await page.locator('.turn').count()) === 2);
  assert.deepEqual(await page.locator('.ask').allInnerTexts(), ['an old word of the moon', 'and the sea']);
  await visitor.close();
});

test('pins, folders and the archive put conversations in order', async () => {
  const { visitor, page } = await asked('pin the sea');
  await choose(page, 'pin the sea', 'Pin');
  await page.getByRole('heading', { name: 'Pinned' }).waitFor();
  await choose(page, 'pin the sea', 'Unpin');
  await page.getByRole('heading', { name: 'Pinned' }).waitFor({ state: 'hidden' });
  await choose(page, 'pin the sea', 'Move to a folder');
  await page.getByLabel('New folder').fill('Waters');
  await page.getByRole('button', { name: 'Make' }).click();
  await page.getByRole('heading', { name: 'Waters' }).waitFor();
  await choose(page, 'pin the sea', 'Archive');
  await page.locator('.conversation', { hasText: 'pin the sea' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Archived' }).click();
  await page.locator('.conversation', { hasText: 'pin the sea' }).waitFor();
  await choose(page, 'pin the sea', 'Unarchive');
  await page.getByRole('button', { name: 'Back to all conversations' }).click();
  await page.locator('.conversation', { hasText: 'pin the sea' }).waitFor();
  await visitor.close();
});

test('a shared conversation can be read by everybody who has the link, until it is taken back', async () => {
  const { visitor, page } = await asked('share the moon');
  await choose(page, 'share the moon', 'Share');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link').inputValue();
  const guest = await Visitor.open(link, { ready: '.answer', extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.7' } });
  assert.equal(await guest.page.locator('.answer strong').innerText(), 'needle');
  assert.equal(await guest.page.getByLabel('Your question').count(), 0);
  await guest.close();
  await page.getByRole('button', { name: 'Stop sharing' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  const late = await Visitor.open(link, { ready: '[role=alert]', expects: /status of 404/ });
  await late.close();
  await visitor.close();
});

test('what was shared while it was being answered is shown as far as it had come, to be read only', async () => {
  const own = await Server.start({ step_ms: 40, replies: [{ when: 'count', say: counted(1000) }] });
  const visitor = await Visitor.open(own.url);
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  await lastTurn(page).locator('.answer', { hasText: 'w5 ' }).waitFor();
  const { share } = await (await fetch(`${own.url}api/conversations/${new URL(page.url()).hash.slice(2)}/share`,
    { method: 'POST' })).json();
  const guest = await Visitor.open(`${own.url}share/${share}`, { ready: '.answer', extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.7' } });
  assert.match(await answerOf(guest.page.locator('.turn')), /^w1 w2 w3\b/);
  assert.equal(await guest.page.locator('.waiting').count(), 0);
  await guest.close();
  await page.getByRole('button', { name: 'Stop' }).click();
  await ended(page, 'stopped');
  const again = await (await fetch(`${own.url}api/conversations/${new URL(page.url()).hash.slice(2)}/share`,
    { method: 'POST' })).json();
  const late = await Visitor.open(`${own.url}share/${again.share}`, { ready: '.answer', extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.7' } });
  assert.equal(await late.page.getByRole('button', { name: /Try again|Edit the question/ }).count(), 0);
  await late.close();
  await visitor.close();
  await own.stop();
});

test('an export can be imported again, and broken files say what is wrong', async () => {
  const { visitor, page } = await asked('export the sun');
  const all = await (await fetch(`${server.url}api/export`)).text();
  const lines = all.trim().split('\n');
  assert.ok(lines.length >= 2);
  await page.keyboard.press('Alt+,');
  const choose = (name, text) => page.locator('.settings input[type=file]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  await choose('history.jsonl', all);
  await page.getByText(`0 conversations imported, ${lines.length} skipped.`).waitFor();
  const chat = [{ title: 'From elsewhere', create_time: 1, current_node: 'b', mapping: {
    r: { id: 'r', parent: null, children: ['a'] },
    a: { id: 'a', parent: 'r', children: ['b'], message: { author: { role: 'user' }, content: { content_type: 'text', parts: ['hello there'] }, create_time: 1 } },
    b: { id: 'b', parent: 'a', children: [], message: { author: { role: 'assistant' }, content: { content_type: 'text', parts: ['Good day.'] }, create_time: 2 } },
  } }];
  await choose('conversations.json', JSON.stringify(chat));
  await page.getByText('1 conversations imported, 0 skipped.').waitFor();
  await choose('broken.json', '[{"title": ');
  await page.locator('.settings [role=status]', { hasText: /\w/ }).filter({ hasNotText: 'imported' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'From elsewhere' }).click();
  await page.locator('.ask', { hasText: 'hello there' }).waitFor();
  assert.equal((await answerOf(await ended(page))).trim(), 'Good day.');
  visitor.expects = /status of 4/;
  await visitor.close();
});

test('what another device asks, renames and deletes is seen at once', async () => {
  const { visitor, page } = await asked('two devices and the sea');
  const device = await Visitor.open(page.url());
  const { page: other } = device;
  await other.locator('.ask', { hasText: 'two devices' }).waitFor();
  await ask(page, 'and the moon');
  await other.locator('.answer', { hasText: 'needle' }).waitFor();
  await choose(page, 'two devices and the sea', 'Rename');
  await page.getByLabel('Title').fill('Renamed afar');
  await page.keyboard.press('Enter');
  await other.locator('.conversation', { hasText: 'Renamed afar' }).waitFor();
  await until('the title', async () => (await other.locator('.top h1').innerText()) === 'Renamed afar');
  await choose(page, 'Renamed afar', 'Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await until('the list', async () => !(await listed(other)).some((text) => text.includes('Renamed afar')));
  await other.getByText('What shall we think about?').waitFor();
  device.expects = /status of 404/;
  await device.close();
  await visitor.close();
});

test('the model names a conversation after its first answer, unless it is told not to', async () => {
  const own = await Server.start({
    step_ms: 1, replies: [{ when: 'Write a title', say: '"A Needle in the Sky"' }, { when: 'moon', say: 'It is far.' }],
  }, undefined, []);
  const visitor = await Visitor.open(own.url);
  const { page } = visitor;
  await ask(page, 'tell me of the moon', 'Instant');
  await ended(page);
  await page.getByRole('heading', { level: 1, name: 'A Needle in the Sky' }).waitFor();
  await page.getByRole('link', { name: 'A Needle in the Sky' }).waitFor();
  await page.keyboard.press('Alt+,');
  await page.getByRole('switch', { name: 'Titles by the model' }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+n');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await ask(page, 'once more the moon', 'Instant');
  assert.equal((await sent).postDataJSON().auto_title, false);
  await ended(page);
  await page.reload();
  await page.getByRole('link', { name: 'once more the moon' }).waitFor();
  await visitor.close();
  await own.stop();
});

test('a title that comes before the page knows of its conversation is shown', async () => {
  const own = await Server.start({
    step_ms: 1, replies: [{ when: 'Write a title', say: '"A Needle in the Sky"' }, { when: 'moon', say: 'It is far.' }],
  }, undefined, []);
  const visitor = await Visitor.open(own.url);
  const { page } = visitor;
  await page.route('**/api/turns', async (route) => {
    const response = await route.fetch();
    const { conversation } = await response.json();
    await until('the title on the server', async () =>
      (await (await fetch(`${own.url}api/conversations/${conversation}`)).json()).title === 'A Needle in the Sky');
    await sleep(500);
    await route.fulfill({ response });
  });
  await ask(page, 'tell me of the moon', 'Instant');
  await page.getByRole('heading', { level: 1, name: 'A Needle in the Sky' }).waitFor();
  await visitor.close();
  await own.stop();
});

test('an imported answer of a model that is not here is asked again of the picked one', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  const message = (id, parent, role, text, more = {}) => ({ id, parent, children: [],
    message: { author: { role }, content: { content_type: 'text', parts: [text] }, create_time: 1, ...more } });
  const chat = [{ title: 'Of another model', create_time: 1, current_node: 'b', mapping: {
    r: { id: 'r', parent: null, children: ['a'] },
    a: { ...message('a', 'r', 'user', 'and the sea?'), children: ['b'] },
    b: message('b', 'a', 'assistant', 'Elsewhere.', { metadata: { model_slug: 'gpt-4' } }) } }];
  await fetch(`${server.url}api/import`, { method: 'POST', body: JSON.stringify(chat) });
  await page.getByRole('link', { name: 'Of another model' }).click();
  await page.locator('.answer', { hasText: 'Elsewhere.' }).waitFor();
  await page.getByRole('button', { name: 'Again' }).click();
  await page.getByText('2 of 2').waitFor();
  assert.equal((await answerOf(await ended(page))).trim(), 'The sea is salt.');
  await visitor.close();
});

test('a printed conversation is whole, however long it is', async () => {
  const { visitor, page } = await asked('print 0 the sun');
  const conversation = new URL(page.url()).hash.slice(2);
  for (let i = 1; i < 20; i += 1) {
    const { turn } = await (await fetch(`${server.url}api/turns`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ conversation, input: `print ${i} the sun` }) })).json();
    await (await fetch(`${server.url}api/turns/${turn}/events`)).text();
  }
  await page.reload();
  await page.locator('.ask', { hasText: 'print 19' }).waitFor();
  assert.ok(await page.locator('.turn').count() < 20);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await page.locator('.turn').count(), 20);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.answer').first().isVisible());
  for (const hidden of ['.composer', '.top', '.sidebar-place']) assert.ok(await page.locator(hidden).isHidden(), hidden);
  const text = Buffer.from(await page.pdf()).toString('latin1');
  assert.ok((text.match(/\/Type \/Page\b/g) ?? []).length >= 2, 'more than one sheet');
  await visitor.close();
});

test('a conversation that outgrows its model is summed up where one sees it, and stays whole', async () => {
  const own = await Server.start({
    step_ms: 0, context_tokens: 1600, default: `It is so. ${'The sea is salt. '.repeat(18)}`,
    replies: [{ when: 'Write one summary', say: 'They spoke of the sea.' }],
  });
  const visitor = await Visitor.open(own.url);
  const { page } = visitor;
  await page.evaluate(() => localStorage.setItem('ponder.settings', '{"maxTokens":400}'));
  await page.reload();
  for (let i = 0; i < 4; i += 1) {
    await ask(page, `question ${i} ${'and more of it '.repeat(12)}`);
    await ended(page);
  }
  await page.reload();
  const summary = page.locator('.summed').first();
  await summary.locator('summary').click();
  await summary.getByText('They spoke of the sea.').waitFor();
  assert.equal(await page.locator('.turn').count(), 4);
  await page.locator('.ask', { hasText: 'question 0' }).waitFor();
  await visitor.close();
  await own.stop();
});
