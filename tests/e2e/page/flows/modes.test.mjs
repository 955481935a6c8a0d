// Asking in the three modes: what is shown while an answer comes and when it is there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerOf, ask, closeBrowser, ended, lastTurn, Server, setMode, until, Visitor }
  from '../harness.mjs';
import { ANSWERS, counted, FAILING, HOSTILE, POEMS, QUICK, SLOW } from '../scripts.mjs';

let quick;
let slow;
before(async () => {
  quick = await Server.start(QUICK);
  slow = await Server.start(SLOW);
});
after(async () => {
  await closeBrowser();
  await quick?.stop();
  await slow?.stop();
});

test('instant: Enter sends, the answer is markdown, the conversation gets a title', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  await setMode(page, 'Instant');
  await page.locator('.scroller').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('When does the train');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('arrive?');
  assert.equal(await page.getByLabel('Your question').inputValue(), 'When does the train\narrive?');
  await page.keyboard.press('Enter');
  const turn = await ended(page);
  const answer = turn.locator('.answer');
  assert.equal(await answer.locator('strong').innerText(), '12:27');
  assert.equal(await answer.locator('ol li').count(), 2);
  const minutes = answer.locator('td', { hasText: '167' });
  assert.equal(await minutes.evaluate((cell) => getComputedStyle(cell).textAlign), 'right');
  assert.equal(await answer.locator('pre code').innerText(), 'print(divmod(580 + 167, 60))');
  await answer.locator('blockquote .katex').waitFor();
  assert.ok(await answer.evaluate((box) => {
    const size = (selector) => parseFloat(getComputedStyle(box.querySelector(selector)).fontSize);
    return size('.katex .mtight') < 0.8 * size('.katex-html');
  }), 'what stands above the line is smaller');
  const link = answer.getByRole('link', { name: 'the clock' });
  assert.match(await link.getAttribute('rel'), /noopener/);
  assert.match(await turn.locator('.summary').innerText(), /^[\d,]+ tokens \u00b7 .* m?s$/);
  assert.match(page.url(), /#\/.+/);
  await page.getByRole('link', { name: /When does the train/ }).and(page.locator('[aria-current]')).waitFor();
  assert.equal(await page.getByLabel('Your question').inputValue(), '');
  await visitor.close();
});

test('thinking: the reasoning stands apart and folds away', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  await ask(page, 'why is it so?', 'Thinking');
  const turn = await ended(page);
  assert.equal(await answerOf(turn), 'Because it is so.');
  const reasoning = turn.locator('.reasoning');
  const fold = reasoning.getByRole('button', { name: 'Reasoning' });
  assert.equal(await fold.getAttribute('aria-expanded'), 'false');
  await fold.click();
  assert.equal(await reasoning.locator('.prose').innerText(), 'First I look at it from all sides.');
  await visitor.close();
});

test('contemplating: lanes move, the vote is decided, the dissent is one click away', async () => {
  const visitor = await Visitor.open(slow.url);
  const { page } = visitor;
  await ask(page, 'What is 6 times 7?', 'Contemplating', 8);
  const lane = page.locator('.lane').first();
  await lane.locator('.lane-amount', { hasText: 'chars' }).waitFor();
  const tail = () => lane.locator('.lane-tail').innerText();
  const early = await tail();
  await until('the lane to move', async () => (await tail()) !== early);
  await until('a vote', async () => (await page.locator('.consensus-bar .segment').count()) > 1);
  await page.locator('.lane .chip:visible').first().waitFor();
  const turn = await ended(page);
  assert.equal(await turn.locator('.answer').innerText(), '42');
  const [agreeing, used] = /^(\d) of (\d) agree/.exec(await turn.locator('.verdict').innerText())
    .slice(1).map(Number);
  assert.ok(agreeing >= 4 && agreeing < used, `${agreeing} of ${used}`);
  assert.equal(await turn.locator('.pill').count(), 8);
  assert.equal(await turn.locator('.pill.wins').count(), 1);

  await turn.getByRole('button', { name: 'Reasoning' }).click();
  await turn.locator('.reasoning .prose', { hasText: /^\s*(Six|Three|Seven|Ten|Half) / }).waitFor();

  await turn.getByRole('button', { name: 'Show the agents' }).click();
  assert.match(await turn.locator('.consensus-label').innerText(), /of \d for 42$/);
  assert.equal(await turn.locator('.lane').count(), 8);
  assert.equal(await turn.locator('.lane.wins').count(), 1);
  const dissenting = used - agreeing;
  assert.equal(await turn.locator('.lane.dissents').count(), dissenting);
  await turn.getByRole('button', { name: `Dissent (${dissenting})` }).click();
  const lost = await turn.locator('.dissent .chip').allInnerTexts();
  assert.ok(lost.length > 0 && lost.every((a) => ['41', '48'].includes(a)), lost.join());

  await turn.locator('.dissent .link').first().click();
  const dialog = page.getByRole('dialog');
  assert.match(await dialog.innerText(), /more or less|near to fifty/);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await turn.getByRole('button', { name: 'About' }).click();
  assert.match(await page.locator('.cost').innerText(), /Agents started\s+8/);
  await page.keyboard.press('Escape');
  await visitor.close();
});

test('contemplating: 2 and 16 agents get as many lanes', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  for (const agents of [2, 16]) {
    await ask(page, 'What is 6 times 7?', 'Contemplating', agents);
    const turn = await ended(page);
    await turn.getByRole('button', { name: 'Show the agents' }).click();
    const lanes = await turn.locator('.lane').count();
    assert.ok(lanes <= agents && lanes >= Math.min(agents, 8), `${lanes} lanes of ${agents}`);
    const answer = await answerOf(turn);
    assert.ok(ANSWERS.some((a) => answer.endsWith(a)), answer);
  }
  await visitor.close();
});

test('Esc stops; what was written stays and can be tried again', async () => {
  const visitor = await Visitor.open(slow.url);
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  await lastTurn(page).locator('.answer', { hasText: 'w3 ' }).waitFor();
  await page.keyboard.press('Escape');
  const turn = await ended(page, 'stopped');
  const text = await answerOf(turn);
  assert.ok(counted(80).startsWith(text.trim()) && text.length < counted(80).length, text);
  assert.match(await turn.locator('.end .note').innerText(), /You stopped/);
  await turn.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('2 of 2').waitFor();
  assert.equal(await answerOf(await ended(page)), counted(80));
  assert.equal(await page.locator('.turn').count(), 1);
  await page.getByRole('button', { name: 'Version before' }).click();
  await page.getByText('1 of 2').waitFor();
  assert.equal(await answerOf(await ended(page, 'stopped')), text);
  await visitor.close();
});

test('an answer that reached its limit says so and goes on by a click', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  await page.evaluate(() => localStorage.setItem('ponder.settings', '{"maxTokens":20}'));
  await page.reload();
  await ask(page, 'long', 'Instant');
  const turn = await ended(page);
  assert.match(await turn.locator('.end .note').innerText(), /length limit/);
  await turn.getByRole('button', { name: 'Continue' }).click();
  await until('the next turn', async () => (await page.locator('.turn').count()) === 2);
  assert.match(await lastTurn(page).locator('.ask').innerText(), /Go on exactly/);
  await ended(page);
  await visitor.close();
});

test('the button stops as well, and a contemplating turn too', async () => {
  const visitor = await Visitor.open(slow.url);
  const { page } = visitor;
  await ask(page, 'What is 6 times 7?', 'Contemplating', 4);
  await page.locator('.lane-tail', { hasText: /\w/ }).first().waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  const turn = await ended(page, 'stopped');
  assert.equal(await turn.locator('.pill').count(), 4);
  assert.equal(await turn.locator('.verdict').innerText(), '4 agents, no vote');
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await visitor.close();
});

test('"answer now" takes the vote so far', async () => {
  const visitor = await Visitor.open(slow.url);
  const { page } = visitor;
  await ask(page, 'What is 6 times 7?', 'Contemplating', 16);
  await until('a vote', async () => (await page.locator('.consensus-bar .segment').count()) > 1);
  await page.getByRole('button', { name: 'Answer now' }).click();
  const turn = await ended(page);
  assert.ok(ANSWERS.includes(await answerOf(turn)));
  assert.match(await turn.locator('.verdict').innerText(), /^\d of \d agrees?/);
  assert.equal(await turn.getByRole('button', { name: 'Answer now' }).count(), 0);
  await visitor.close();
});

test('agents that write texts are not counted: one draft is shown', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  await ask(page, 'a poem', 'Contemplating', 4);
  const turn = await ended(page);
  assert.ok(POEMS.includes(await answerOf(turn)));
  assert.match(await turn.locator('.verdict').innerText(), /^best of \d drafts/);
  assert.equal(await turn.locator('.pill.wins').count(), 1);
  assert.equal(await turn.getByRole('button', { name: /Dissent/ }).count(), 0);
  await visitor.close();
});

test('what a model writes is never html', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  await ask(page, 'hostile', 'Instant');
  const turn = await ended(page);
  const text = await answerOf(turn);
  for (const tag of HOSTILE.match(/<[^>]+>/g)) assert.ok(text.includes(tag), `${tag} in ${text}`);
  assert.equal(await turn.locator('.answer :is(img, script, b, a[href^="javascript"])').count(), 0);
  assert.match(await page.title(), /Ponder$/);
  await visitor.close();
});

test('a turn that fails says why and can be tried again', async () => {
  const server = await Server.start(FAILING);
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  const turn = await ended(page, 'failed');
  assert.match(await turn.locator('.end .note').innerText(), /failed/);
  await turn.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('2 of 2').waitFor();
  await ended(page, 'failed');
  await visitor.close();
  await server.stop();
});

test('a long answer is appended to, not built again', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  await ask(page, 'long', 'Instant');
  await lastTurn(page).locator('.answer', { hasText: 'w3 ' }).waitFor();
  await page.evaluate(() => { document.querySelector('.answer p').firstChild.marked = true; });
  const turn = await ended(page);
  assert.ok((await answerOf(turn)) === counted(400), 'the whole text');
  assert.ok(await page.evaluate(() => document.querySelector('.answer p').firstChild.marked));
  await visitor.close();
});

test('the model picker tells the state of each model and keeps looking while one loads', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  const model = (name, state, reason) => ({ name, state, reason, size_bytes: 1e9,
    memory_bytes: 1.6e9, context_tokens: 8192, licence: 'MIT', reasoning: false });
  let asked = 0;
  await page.route('**/api/models', (route) => {
    asked += 1;
    return route.fulfill({ json: { models: [model('one', 'available'),
      model('two', asked < 3 ? 'loading' : 'ready'), model('three', 'failed', 'the file is cut')] } });
  });
  await page.locator('.model-button').click();
  const row = (name) => page.locator('.model-row', { hasText: name });
  const state = (name) => row(name).locator('.model-state').innerText();
  await row('three').waitFor();
  assert.equal(await state('one'), 'Loads when first asked');
  assert.equal(await state('two'), 'Loading');
  assert.equal(await state('three'), 'Failed: the file is cut');
  assert.match(await row('one').innerText(), /1\.6 GB in memory \u00b7 8,192 tokens \u00b7 MIT/);
  await until('the second to be ready', async () => (await state('two')) === 'Ready');
  await row('one').click();
  await page.locator('.model-menu').waitFor({ state: 'hidden' });
  assert.equal(await page.locator('.model-button .model-name').innerText(), 'one');
  await until('the focus', () => page.evaluate(() => document.activeElement.matches('.model-button')));
  await page.unroute('**/api/models');
  await visitor.close();
});

test('a model that only makes embeddings is not offered, also when it alone is ready', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  const model = (name, state, chat) => ({ name, state, reason: '', size_bytes: 1e9, memory_bytes: 1e9,
    context_tokens: 8192, licence: 'MIT', reasoning: false, chat });
  await page.route('**/api/models', (route) => route.fulfill({ json: { models: [
    model('talker', 'available', true), model('embedder', 'ready', false)] } }));
  await page.reload();
  await page.locator('.model-button .model-name', { hasText: 'talker' }).waitFor();
  await page.locator('.model-button').click();
  await page.locator('.model-row', { hasText: 'talker' }).waitFor();
  assert.equal(await page.locator('.model-row').count(), 1);
  await page.unroute('**/api/models');
  await visitor.close();
});

test('without a model the picker says how to get one', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  await page.route('**/api/models', (route) => route.fulfill({ json: { models: [] } }));
  await page.locator('.model-button').click();
  await page.locator('.model-menu').getByText('ponder pull').waitFor();
  await page.keyboard.press('Escape');
  await until('the focus', () => page.evaluate(() => document.activeElement.matches('.model-button')));
  await visitor.close();
});
