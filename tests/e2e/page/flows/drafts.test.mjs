// What is written and attached is never lost and never lands elsewhere: drafts, questions that fail or whose
// answer comes late, choices that are still on their way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerOf, ask, closeBrowser, edit, ended, lastTurn, Server, sleep, until, Visitor } from '../harness.mjs';
import { choose, drawn, seeing } from '../pictures.mjs';

let server;
before(async () => {
  server = await Server.start({
    step_ms: 1, default: 'Yes.',
    replies: [{ when: 'moon', say: 'Of the moon.' }, { when: 'sun', say: 'Of the sun.' }],
  });
});
after(async () => {
  await closeBrowser();
  await server?.stop();
});

const box = (page) => page.getByLabel('Your question');
const hero = (page) => page.getByText('What shall we think about?').waitFor();
const goTo = async (page, title) => {
  await page.getByRole('link', { name: title }).first().click();
  await page.locator('.ask', { hasText: title }).first().waitFor();
};

// Holds what is asked for until it is let go of with what shall become of it.
async function held(page, path, method = 'POST') {
  let given;
  const fate = new Promise((resolve) => { given = resolve; });
  let came;
  const arrived = new Promise((resolve) => { came = resolve; });
  await page.route(path, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    came();
    return (await fate)(route);
  });
  return {
    arrived,
    async end(act) {
      given(act);
      await sleep(200);
      await page.unroute(path);
    },
  };
}
// Sends a question that is held.
async function sendInto(turn, page, question) {
  await box(page).fill(question);
  await box(page).press('Enter');
  await turn.arrived;
}
const LOST = (route) => route.abort();
const GONE_ON = (route) => route.continue();
const BUSY = (route) => route.fulfill({ status: 409, json: { error: { code: 'conflict', message: 'A turn runs.' } } });

async function opened(question, options = { mayLoseServer: true }) {
  const visitor = await Visitor.open(server.url, options);
  const { page } = visitor;
  if (question) {
    await ask(page, question, 'Instant');
    await ended(page);
  }
  return { visitor, page };
}

test('text files wait with their draft, over a reload too, and one too many is refused', async () => {
  const { visitor, page } = await opened();
  const attach = (count) => page.locator('input[type=file]').setInputFiles(Array.from({ length: count }, (_, i) =>
    ({ name: `notes-${i}.md`, mimeType: 'text/plain', buffer: Buffer.from(`note ${i}`) })));
  const files = page.locator('.composer-files li');
  await ask(page, 'why these files', 'Instant');
  await ended(page);
  await attach(1);
  await files.filter({ hasText: 'notes-0.md' }).waitFor();
  await page.keyboard.press('Alt+n');
  await page.getByText('What shall we think about?').waitFor();
  await files.waitFor({ state: 'detached' });
  await page.goBack();
  await files.waitFor();
  await page.reload();
  await files.filter({ hasText: 'notes-0.md' }).waitFor();
  await attach(9);
  await page.getByRole('alert').filter({ hasText: 'notes-8.md is one file too many: a question may have 8.' }).waitFor();
  assert.equal(await files.count(), 8);
  await ask(page, 'why eight');
  await ended(page);
  assert.equal(await files.count(), 0);
  await page.reload();
  await until('eight files', async () => await lastTurn(page).locator('.file').count() === 8);
  assert.equal(await files.count(), 0);
  await visitor.close();
});

test('a question whose pictures are still being packed goes where it was asked', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await seeing(page);
  await ask(page, 'the first place');
  await ended(page);
  await choose(page, [await drawn(page, 'late.png', ['Plate'])]);
  await page.locator('.thumb').waitFor();
  await page.evaluate(() => {
    const read = FileReader.prototype.readAsDataURL;
    FileReader.prototype.readAsDataURL = function late(blob) { setTimeout(() => read.call(this, blob), 1500); };
  });
  await page.getByLabel('Your question').fill('to the first place');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.ask', { hasText: 'to the first place' }).waitFor();
  const sent = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/api/turns'));
  await page.keyboard.press('Alt+n');
  await page.getByText('What shall we think about?').waitFor();
  await sent;
  await page.getByRole('link', { name: 'the first place' }).click();
  await until('both turns', async () => await page.locator('.turn[data-turn]').count() === 2);
  await page.locator('.asked-picture').waitFor();
  await visitor.close();
});

test('a question waits for what is being attached', async () => {
  const { visitor, page } = await opened();
  await seeing(page);
  await page.evaluate(() => {
    const decode = window.createImageBitmap;
    window.createImageBitmap = async (...given) => {
      await new Promise((resolve) => { setTimeout(resolve, 1500); });
      return decode(...given);
    };
  });
  await choose(page, [await drawn(page, 'slow.png', ['Plate'])]);
  await box(page).fill('what is this?');
  await box(page).press('Enter');
  await page.getByRole('status').filter({ hasText: 'Reading what you attached' }).waitFor();
  assert.equal(await page.locator('.turn').count(), 0);
  await page.locator('.thumb').waitFor();
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Send' }).click();
  assert.equal((await sent).postDataJSON().images.length, 1);
  await ended(page);
  assert.equal(await page.locator('.thumb').count(), 0);
  await visitor.close();
});

test('a question that fails comes back above what was written since', async () => {
  const { visitor, page } = await opened('above and below');
  const turn = await held(page, '**/api/turns');
  await sendInto(turn, page, 'first');
  await box(page).fill('second');
  await turn.end(LOST);
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  assert.equal(await box(page).inputValue(), 'first\n\nsecond');
  await visitor.close();
});

test('a question of a new chat that fails is in the box of the next new chat', async () => {
  const { visitor, page } = await opened();
  const turn = await held(page, '**/api/turns');
  await sendInto(turn, page, 'of a new chat');
  await page.keyboard.press('Alt+n');
  await hero(page);
  await turn.end(LOST);
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  assert.equal(await box(page).inputValue(), 'of a new chat');
  await visitor.close();
});

test('a question to a busy conversation does not follow its writer elsewhere', async () => {
  const { visitor, page } = await opened('this one is busy', { expects: /status of 409/ });
  await page.keyboard.press('Alt+n');
  await hero(page);
  await ask(page, 'another place');
  await ended(page);
  await goTo(page, 'this one is busy');
  const turn = await held(page, '**/api/turns');
  await sendInto(turn, page, 'once more');
  await goTo(page, 'another place');
  await turn.end(BUSY);
  await page.getByRole('alert').filter({ hasText: 'waits where it was written' }).waitFor();
  assert.equal(await box(page).inputValue(), '');
  await goTo(page, 'this one is busy');
  assert.equal(await box(page).inputValue(), 'once more');
  await visitor.close();
});

test('an edited question that cannot be sent stays in its editor', async () => {
  const { visitor, page } = await opened('edit the moon');
  await page.locator('.turn').hover();
  await page.getByRole('button', { name: 'Edit the question' }).click();
  const editor = page.getByRole('textbox', { name: 'Edit the question' });
  await editor.fill('');
  await editor.press('Enter');
  await editor.fill('edit the sun');
  await page.route('**/api/turns', LOST);
  await editor.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  assert.equal(await editor.inputValue(), 'edit the sun');
  await page.unroute('**/api/turns');
  await editor.press('Enter');
  await page.getByText('2 of 2').waitFor();
  assert.equal((await answerOf(await ended(page))).trim(), 'Of the sun.');
  await visitor.close();
});

test('a question right after a version was chosen goes on there', async () => {
  const { visitor, page } = await opened('version of the moon');
  await edit(page, 'version of the sun');
  await page.getByText('2 of 2').waitFor();
  await ended(page);
  const choice = await held(page, '**/api/conversations/*', 'PATCH');
  await page.getByRole('button', { name: 'Version before' }).click();
  await choice.arrived;
  await box(page).fill('and on');
  await box(page).press('Enter');
  await page.locator('.ask', { hasText: 'and on' }).waitFor();
  await choice.end(GONE_ON);
  await until('both turns', async () => (await page.locator('.turn[data-turn]').count()) === 2);
  await ended(page);
  await page.reload();
  await until('both turns again', async () => (await page.locator('.turn').count()) === 2);
  assert.deepEqual(await page.locator('.ask').allInnerTexts(), ['version of the moon', 'and on']);
  await visitor.close();
});

test('who went to the gallery meanwhile stays there', async () => {
  const { visitor, page } = await opened();
  const turn = await held(page, '**/api/turns');
  await sendInto(turn, page, 'while in the gallery');
  await page.keyboard.press('Alt+g');
  await page.locator('.gallery').waitFor();
  await turn.end(GONE_ON);
  await page.getByRole('link', { name: 'while in the gallery' }).waitFor();
  assert.equal(new URL(page.url()).hash, '#/gallery');
  await goTo(page, 'while in the gallery');
  assert.equal(await answerOf(await ended(page)), 'Yes.');
  await visitor.close();
});

test('a repair that could not begin after its writer went elsewhere waits in a new chat', async () => {
  const { visitor, page } = await opened('elsewhere by now');
  await page.goto(`${server.url}#/repair`);
  await page.getByLabel('What is wrong?').fill('My kettle is cold');
  const turn = await held(page, '**/api/turns');
  await page.getByRole('button', { name: 'Begin' }).click();
  await turn.arrived;
  await goTo(page, 'elsewhere by now');
  await turn.end(LOST);
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  await page.locator('.ask', { hasText: 'elsewhere by now' }).waitFor();
  await page.keyboard.press('Alt+n');
  await hero(page);
  assert.equal(await box(page).inputValue(), 'My kettle is cold');
  await visitor.close();
});

test('settings of two tabs do not undo each other', async () => {
  const { visitor, page } = await opened();
  const other = await visitor.tab(server.url);
  await page.keyboard.press('Alt+,');
  await page.getByLabel('System prompt').fill('Be brief.');
  await page.keyboard.press('Escape');
  await other.getByRole('radio', { name: 'Thinking' }).check({ force: true });
  await page.reload();
  await page.keyboard.press('Alt+,');
  await until('the prompt', async () => (await page.getByLabel('System prompt').inputValue()) === 'Be brief.');
  await visitor.close();
});

test('a deletion that fails says so, one that succeeds forgets the draft', async () => {
  const { visitor, page } = await opened('to go or not');
  await box(page).fill('half a thought');
  const remove = async () => {
    await page.locator('.conversation', { hasText: 'to go or not' }).hover();
    await page.getByRole('button', { name: 'More for to go or not' }).click();
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  };
  const call = await held(page, '**/api/conversations/*', 'DELETE');
  await remove();
  await hero(page);
  await call.end(LOST);
  await page.locator('.ask', { hasText: 'to go or not' }).waitFor();
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  assert.equal(await box(page).inputValue(), 'half a thought');
  await remove();
  await page.getByRole('link', { name: 'to go or not' }).waitFor({ state: 'detached' });
  await until('the draft to be forgotten', () => page.evaluate(() => !Object.values(localStorage).includes('half a thought')));
  await visitor.close();
});
