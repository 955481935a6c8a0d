// What a server names it can do is offered: search inside messages, folders, sharing, import, branches.
// The server's side is played here, so that rare answers can be shown; history.test.mjs is the real one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeBrowser, Server, until, Visitor } from '../harness.mjs';

let server;
before(async () => { server = await Server.start({ default: 'Yes.' }); });
after(async () => {
  await closeBrowser();
  await server?.stop();
});

const turn = (id, parent, input, answer) => ({
  id, parent, conversation: 'c1', position: 0, status: 'finished', model: 'm', mode: 'instant', input,
  answer, reasoning: '', last_seq: 4, created_ms: 1, finished_ms: 2,
});
const TURNS = [turn('t1', null, 'first', 'one'), turn('t2', null, 'second try', 'two'), turn('t3', 't2', 'then', 'three')];

async function played() {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  const calls = [];
  const item = { id: 'c1', title: 'Chat of old', created_ms: 1, updated_ms: Date.now(), pinned: false,
    archived: false, folder: null, share: null, leaf: 't3' };
  const answers = [
    [/conversations\?/, 'GET', () => ({ conversations: [item], features: ['search', 'share', 'folders', 'import', 'export'] })],
    [/conversations\/c1\/share/, 'POST', () => { item.share = 's1'; return { share: 's1' }; }],
    [/conversations\/c1\/share/, 'DELETE', () => { item.share = null; return {}; }],
    [/conversations\/c1$/, 'GET', () => ({ ...item, turns: TURNS })],
    [/conversations\/c1$/, 'PATCH', (body) => Object.assign(item, body)],
    [/search\?/, 'GET', () => ({ results: [{ conversation: 'c1', title: 'Chat of old', turn: 't1', snippet: 'a needle in it' }] })],
    [/folders$/, 'GET', () => ({ folders: [{ id: 'f1', name: 'Physics' }] })],
    [/shares\/s1/, 'GET', () => ({ title: 'Chat of old', turns: TURNS.slice(1) })],
    [/import/, 'POST', () => ({ imported: 3, skipped: [{ at: 4, reason: 'no messages' }] })],
    [/turns\/[^/]+\/events/, 'GET', null],
  ];
  await page.route('**/api/**', (route) => {
    const request = route.request();
    const found = answers.find(([path, method]) => path.test(request.url()) && method === request.method());
    if (!found) return route.continue();
    if (!found[2]) {
      return route.fulfill({ contentType: 'text/event-stream', body: 'id: 4\ndata: {"type":"turn_finished","reason":"stop"}\n\n' });
    }
    let body = null;
    try { body = request.postDataJSON(); } catch { /* A file. */ }
    calls.push([request.method(), new URL(request.url()).pathname, body]);
    return route.fulfill({ json: found[2](body) });
  });
  await page.reload();
  await page.getByRole('link', { name: 'Chat of old' }).waitFor();
  return { visitor, page, calls };
}

const choose = async (page, name) => {
  await page.getByRole('button', { name: 'More for Chat of old' }).click();
  await page.getByRole('menuitem', { name }).click();
};

test('search looks inside messages, folders and pins order the list', async () => {
  const { visitor, page, calls } = await played();
  await page.getByRole('searchbox', { name: 'Search' }).fill('needle');
  await page.locator('.found', { hasText: 'a needle in it' }).waitFor();
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await choose(page, 'Move to a folder');
  await page.getByRole('dialog').getByRole('button', { name: 'Physics', exact: true }).click();
  await page.getByRole('heading', { name: 'Physics' }).waitFor();
  await choose(page, 'Pin');
  await page.getByRole('heading', { name: 'Pinned' }).waitFor();
  assert.ok(calls.some(([method, , body]) => method === 'PATCH' && body.folder === 'f1'));
  assert.ok(calls.some(([method, , body]) => method === 'PATCH' && body.pinned === true));
  await visitor.close();
});

test('a shared conversation has a link that shows it, and can be taken back', async () => {
  const { visitor, page, calls } = await played();
  await choose(page, 'Share');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link').inputValue();
  assert.match(link, /\/share\/s1$/);
  await page.getByRole('button', { name: 'Stop sharing' }).click();
  await until('the end of it', () => calls.some(([method]) => method === 'DELETE'));
  await page.goto(link);
  await page.getByText('A shared conversation, to read.').waitFor();
  await page.locator('.answer', { hasText: 'three' }).waitFor();
  assert.equal(await page.getByLabel('Your question').count(), 0);
  await visitor.close();
});

test('files of other assistants can be imported', async () => {
  const { visitor, page } = await played();
  await page.keyboard.press('Alt+,');
  await page.locator('.settings input[type=file]')
    .setInputFiles({ name: 'conversations.json', mimeType: 'application/json', buffer: Buffer.from('[]') });
  await page.getByText('3 conversations imported, 1 skipped.').waitFor();
  await visitor.close();
});

test('a question has versions and can be edited where the server knows branches', async () => {
  const { visitor, page, calls } = await played();
  await page.getByRole('link', { name: 'Chat of old' }).click();
  await page.locator('.answer', { hasText: 'three' }).waitFor();
  assert.deepEqual(await page.locator('.ask').allInnerTexts(), ['second try', 'then']);
  await page.getByText('2 of 2').waitFor();
  await page.getByRole('button', { name: 'Version before' }).click();
  await page.locator('.ask', { hasText: 'first' }).waitFor();
  assert.equal(await page.locator('.turn').count(), 1);
  assert.ok(calls.some(([method, , body]) => method === 'PATCH' && body.leaf === 't1'));
  await page.locator('.turn').hover();
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/api/turns'));
  await page.route('**/api/turns', (route) => route.abort());
  visitor.mayLoseServer = true;
  await page.getByRole('button', { name: 'Edit the question' }).click();
  await page.getByLabel('Edit the question').fill('first, better');
  await page.getByRole('button', { name: 'Send' }).first().click();
  const { input, parent, conversation } = (await sent).postDataJSON();
  assert.deepEqual({ input, parent, conversation }, { input: 'first, better', parent: null, conversation: 'c1' });
  await visitor.close();
});
