// Nothing is lost or doubled: reloads, lost connections, a server that is killed, drafts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerOf, ask, Cable, closeBrowser, comeBack, ended, lastTurn, Server, until, Visitor }
  from '../harness.mjs';
import { counted, SLOW } from '../scripts.mjs';

const WHOLE = counted(80);
let server;
before(async () => { server = await Server.start(SLOW); });
after(async () => {
  await closeBrowser();
  await server?.stop();
});

const written = (page, word) => lastTurn(page).locator('.answer', { hasText: word }).waitFor();

test('a reload in the middle of a turn goes on without loss', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  await written(page, 'w5 ');
  await page.reload();
  await written(page, 'w5 ');
  assert.equal(await page.locator('.turn').count(), 1);
  assert.equal(await lastTurn(page).getAttribute('data-status'), 'running');
  assert.equal(await answerOf(await ended(page)), WHOLE);
  await visitor.close();
});

test('a reload of a contemplating turn finds its lanes again', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'What is 6 times 7?', 'Contemplating', 4);
  await page.locator('.lane-tail', { hasText: /\w/ }).first().waitFor();
  await page.reload();
  await page.locator('.lane-tail', { hasText: /\w/ }).first().waitFor();
  assert.equal(await page.locator('.lane').count(), 4);
  const turn = await ended(page);
  const verdict = await turn.locator('.verdict').innerText();
  await page.reload();
  await until('the report', async () =>
    (await lastTurn(page).locator('.verdict').innerText()) === verdict);
  assert.equal(await lastTurn(page).locator('.pill').count(), 4);
  await visitor.close();
});

test('a lost connection is said, and the answer goes on where it was', async () => {
  const cable = await Cable.to(server.port);
  const visitor = await Visitor.open(cable.url, { mayLoseServer: true });
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  await written(page, 'w5 ');
  await page.evaluate(() => { document.querySelector('.answer p').firstChild.marked = true; });
  await cable.pull();
  await lastTurn(page).getByText('The connection is lost').waitFor();
  await cable.plug();
  await lastTurn(page).getByText('The connection is lost').waitFor({ state: 'hidden' });
  assert.equal(await answerOf(await ended(page)), WHOLE);
  assert.ok(await page.evaluate(() => document.querySelector('.answer p').firstChild.marked));
  await visitor.close();
  await cable.pull();
});

test('a server that is killed leaves the text so far, and the question can be asked again', async () => {
  const own = await Server.start(SLOW);
  const visitor = await Visitor.open(own.url, { mayLoseServer: true });
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  await written(page, 'w5 ');
  await own.kill();
  const seen = (await answerOf(lastTurn(page))).trim();
  await own.run();
  const turn = await ended(page, 'interrupted');
  const left = await answerOf(turn);
  assert.ok(left.startsWith(seen) && WHOLE.startsWith(left.trim()), `${seen}\n${left}`);
  assert.match(await turn.locator('.end .note').innerText(), /went down/);
  await page.reload();
  assert.equal(await answerOf(await ended(page, 'interrupted')), left);
  await lastTurn(page).getByRole('button', { name: 'Try again' }).click();
  await page.getByText('2 of 2').waitFor();
  assert.equal(await answerOf(await ended(page)), WHOLE);
  await visitor.close();
  await own.stop();
});

test('a question that could not be sent is kept', async () => {
  const cable = await Cable.to(server.port);
  const visitor = await Visitor.open(cable.url, { mayLoseServer: true });
  const { page } = visitor;
  await cable.pull();
  await page.getByLabel('Your question').fill('count');
  await page.getByLabel('Your question').press('Enter');
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  assert.equal(await page.getByLabel('Your question').inputValue(), 'count');
  assert.equal(await page.locator('.turn').count(), 0);
  await cable.plug();
  await page.getByLabel('Your question').press('Enter');
  assert.equal(await answerOf(await ended(page)), WHOLE);
  assert.ok(await page.getByRole('alert').isHidden());
  await visitor.close();
  await cable.pull();
});

test('a question that failed after its writer went elsewhere waits where it was written', async () => {
  const visitor = await Visitor.open(server.url, { mayLoseServer: true });
  const { page } = visitor;
  await ask(page, 'hello', 'Instant');
  await ended(page);
  let fail;
  const asked = new Promise((resolve) => {
    page.route('**/api/turns', (route) => {
      fail = () => route.abort();
      resolve();
    });
  });
  await page.getByLabel('Your question').fill('count');
  await page.getByLabel('Your question').press('Enter');
  await asked;
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByText('What shall we think about?').waitFor();
  await fail();
  await until('the draft', () => page.evaluate(() => Object.values(localStorage).includes('count')));
  await page.getByRole('link', { name: 'hello' }).first().click();
  await page.locator('.ask', { hasText: 'hello' }).waitFor();
  assert.equal(await page.getByLabel('Your question').inputValue(), 'count');
  await visitor.close();
});

test('a page that is opened before its server fills itself later', async () => {
  const cable = await Cable.to(server.port);
  const visitor = await Visitor.open(cable.url, { mayLoseServer: true });
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  await ended(page);
  await cable.pull();
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByRole('link', { name: 'count' }).first().click();
  await comeBack(page, cable);
  assert.equal(await answerOf(await ended(page)), WHOLE);
  await visitor.close();
  await cable.pull();
});

test('another tab shows the same turn and can stop it', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  await written(page, 'w2 ');
  const other = await visitor.tab(page.url());
  await written(other, 'w2 ');
  await other.getByRole('button', { name: 'Stop' }).click();
  const [one, two] = [await ended(page, 'stopped'), await ended(other, 'stopped')];
  assert.equal(await answerOf(one), await answerOf(two));
  await visitor.close();
});

test('another tab sees a turn that begins, live and without a reload', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'hello', 'Instant');
  await ended(page);
  const other = await visitor.tab(page.url());
  await other.locator('.ask', { hasText: 'hello' }).waitFor();
  await ask(page, 'count');
  await written(other, 'w2 ');
  assert.equal(await lastTurn(other).getAttribute('data-status'), 'running');
  assert.equal(await answerOf(await ended(other)), WHOLE);
  await visitor.close();
});

test('a question to a conversation that is busy elsewhere is kept, and the turn is shown', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'hello', 'Instant');
  await ended(page);
  const device = await Visitor.open(page.url());
  const { page: other } = device;
  await other.route('**/api/changes', () => {}); // It does not hear of the turn in time.
  await other.reload();
  await other.locator('.ask', { hasText: 'hello' }).waitFor();
  await ask(page, 'count');
  await written(page, 'w2 ');
  await other.getByLabel('Your question').fill('me too');
  await other.getByLabel('Your question').press('Enter');
  await other.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  assert.equal(await other.getByLabel('Your question').inputValue(), 'me too');
  assert.equal(await answerOf(await ended(other)), WHOLE);
  device.problems = device.problems.filter((p) => !/status of 409/.test(p));
  await device.close();
  await visitor.close();
});
