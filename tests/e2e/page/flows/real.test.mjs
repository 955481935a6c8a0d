// The whole way once with real weights: PONDER_MODEL_SMOL names them, `make test-page` does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, ask, closeBrowser, ended, Server, Visitor } from '../harness.mjs';

const { PONDER_MODEL_SMOL: model } = process.env;

test('a small model answers at once, and as a team', { skip: !model && 'no PONDER_MODEL_SMOL' }, async () => {
  const server = await Server.start({}, model);
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await page.keyboard.press('Alt+,');
  await page.getByLabel('Longest answer').fill('60');
  await page.keyboard.press('Escape');
  await ask(page, 'Say hello.', 'Instant');
  assert.match(await answerOf(await ended(page)), /\w/);
  await ask(page, 'What is 2 plus 2?', 'Contemplating', 2);
  const turn = await ended(page);
  assert.match(await turn.locator('.verdict').innerText(), /\d/);
  assert.equal(await turn.locator('.pill').count(), 2);
  await visitor.close();
  await closeBrowser();
  await server.stop();
});
