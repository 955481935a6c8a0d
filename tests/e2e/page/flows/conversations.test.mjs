// The list of conversations: switching, renaming, deleting, addresses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerOf, ask, closeBrowser, ended, lastTurn, Server, until, Visitor }
  from '../harness.mjs';
import { counted, SLOW } from '../scripts.mjs';

let server;
before(async () => { server = await Server.start({ ...SLOW, default: 'Yes.', step_ms: 4 }); });
after(async () => {
  await closeBrowser();
  await server?.stop();
});

async function menuOf(page, title, choice) {
  const item = page.locator('.conversation', { hasText: title }).first();
  await item.hover();
  await item.getByRole('button', { name: 'More for' }).click();
  await page.getByRole('menuitem', { name: choice, exact: true }).click();
}

test('renaming changes the list and the title, and is kept', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'first question', 'Instant');
  await ended(page);
  await menuOf(page, 'first question', 'Rename');
  await page.getByLabel('Title').fill('A better name');
  await page.getByLabel('Title').press('Enter');
  await page.getByRole('link', { name: 'A better name' }).waitFor();
  await page.getByRole('heading', { level: 1, name: 'A better name' }).waitFor();
  await menuOf(page, 'A better name', 'Rename');
  await page.getByLabel('Title').fill('never kept');
  await page.getByLabel('Title').press('Escape');
  await until('the focus to be on its link', () => page.evaluate(() => document.activeElement.matches('.conversation a')));
  await page.reload();
  await page.getByRole('link', { name: 'A better name' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'never kept' }).count(), 0);
  await visitor.close();
});

test('deleting asks first, then the conversation is gone', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'to be deleted', 'Instant');
  await ended(page);
  const address = page.url();
  await menuOf(page, 'to be deleted', 'Delete');
  await page.getByRole('button', { name: 'Keep' }).click();
  await until('the focus to be on its menu', () => page.evaluate(() => document.activeElement.matches('.conversation button')));
  await page.getByRole('link', { name: 'to be deleted' }).waitFor();
  await menuOf(page, 'to be deleted', 'Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('link', { name: 'to be deleted' }).waitFor({ state: 'detached' });
  await page.getByText('What shall we think about?').waitFor();
  assert.notEqual(page.url(), address);
  await page.reload();
  await page.locator('.conversation').first().or(page.locator('.sidebar-empty')).first().waitFor();
  assert.equal(await page.getByRole('link', { name: 'to be deleted' }).count(), 0);
  await visitor.close();
});

test('switching shows what belongs to each, also a turn that still runs', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'short one', 'Instant');
  await ended(page);
  await page.keyboard.press('Alt+n');
  await page.getByText('What shall we think about?').waitFor();
  await ask(page, 'count up', 'Instant');
  await lastTurn(page).locator('.answer', { hasText: 'w3 ' }).waitFor();
  await page.getByRole('link', { name: 'short one' }).click();
  await page.locator('.ask', { hasText: 'short one' }).waitFor();
  assert.equal(await page.locator('.turn').count(), 1);
  assert.equal(await answerOf(lastTurn(page)), 'Yes.');
  await page.getByLabel('Your question').fill('a draft here');
  await page.goBack();
  await page.locator('.ask', { hasText: 'count up' }).waitFor();
  assert.equal(await page.getByLabel('Your question').inputValue(), '');
  assert.equal(await answerOf(await ended(page)), counted(80));
  await page.getByRole('link', { name: 'short one' }).click();
  await until('the draft', async () =>
    (await page.getByLabel('Your question').inputValue()) === 'a draft here');
  await visitor.close();
});

test('a second question goes on in the same conversation', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'alpha', 'Instant');
  await ended(page);
  const address = page.url();
  await ask(page, 'beta');
  await ended(page);
  assert.equal(page.url(), address);
  await page.reload();
  await until('both turns', async () => (await page.locator('.turn').count()) === 2);
  assert.deepEqual(await page.locator('.ask').allInnerTexts(), ['alpha', 'beta']);
  await visitor.close();
});

test('an address of nothing leads to a new chat and says so', async () => {
  const visitor = await Visitor.open(server.url, { mayLoseServer: true });
  const page = await visitor.tab(`${server.url}#/nothing`);
  await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  await page.getByText('What shall we think about?').waitFor();
  visitor.problems = visitor.problems.filter((p) => !/status of 404/.test(p));
  await visitor.close();
});
