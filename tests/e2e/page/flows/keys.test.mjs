// A server that is used from another machine: it asks for a key, a session can be over, and end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerOf, ask, closeBrowser, ended, Server, until, Visitor } from '../harness.mjs';
import { QUICK } from '../scripts.mjs';

const ELSEWHERE = { extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.7' }, ready: 'form, .model-button' };

let server;
before(async () => { server = await Server.start(QUICK); });
after(async () => {
  await closeBrowser();
  await server?.stop();
});

async function signIn(page, key) {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('a key leads to what was asked for; signing out leads back and forgets', async () => {
  const key = server.makeKey('phone');
  const visitor = await Visitor.open(`${server.url}#/gallery`, ELSEWHERE);
  const { page } = visitor;
  assert.match(page.url(), /\/login#\/gallery$/);
  await signIn(page, 'ponder_nonsense');
  await page.getByRole('alert').filter({ hasText: 'not known' }).waitFor();
  await signIn(page, key);
  await page.locator('.gallery').waitFor();
  await page.keyboard.press('Alt+n');
  await ask(page, 'why a key', 'Instant');
  assert.equal(await answerOf(await ended(page)), 'Because it is so.');
  await page.getByLabel('Your question').fill('a draft');
  await page.keyboard.press('Alt+,');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key').waitFor();
  assert.deepEqual(await page.evaluate(() => Object.values(localStorage).filter((v) => v === 'a draft')), []);
  assert.equal(await page.evaluate(() => document.cookie), '');
  await page.goto(server.url);
  assert.match(page.url(), /\/login$/);
  await visitor.close();
});

test('a session that is over is said, and what was written is there after signing in', async () => {
  const first = server.makeKey('tablet');
  const visitor = await Visitor.open(server.url, ELSEWHERE);
  const { page } = visitor;
  await signIn(page, first);
  await ask(page, 'why a session', 'Instant');
  await ended(page);
  const { hash } = new URL(page.url());
  server.revokeKey('tablet');
  await page.getByLabel('Your question').fill('one more');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Your session is over.').waitFor();
  await until('the text to be back', async () =>
    (await page.getByLabel('Your question').inputValue()) === 'one more');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, server.makeKey('tablet-again'));
  await page.locator('.ask', { hasText: 'why a session' }).waitFor();
  assert.equal(new URL(page.url()).hash, hash);
  assert.equal(await page.getByLabel('Your question').inputValue(), 'one more');
  visitor.problems = visitor.problems.filter((p) => !/status of 401/.test(p));
  await visitor.close();
});

test('a session that ended while one was away leaves what was read, and signing in leads back to it', async () => {
  const visitor = await Visitor.open(server.url, ELSEWHERE);
  const { page } = visitor;
  await signIn(page, server.makeKey('watch'));
  await ask(page, 'why a watch', 'Instant');
  await ended(page);
  const { hash } = new URL(page.url());
  server.revokeKey('watch');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.getByText('Your session is over.').waitFor();
  assert.equal(await page.locator('.ask').innerText(), 'why a watch');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, server.makeKey('watch-again'));
  await page.locator('.ask', { hasText: 'why a watch' }).waitFor();
  assert.equal(new URL(page.url()).hash, hash);
  visitor.problems = visitor.problems.filter((p) => !/status of 401/.test(p));
  await visitor.close();
});

test('on the machine itself nobody is asked, and nothing offers to sign out', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await page.keyboard.press('Alt+,');
  await page.locator('.settings').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Sign out' }).count(), 0);
  await visitor.close();
});
