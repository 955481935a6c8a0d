// For everybody: both colour schemes, phones, keyboards, screen readers, people whom motion hurts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFits, PHONE } from '../checks.mjs';
import { ask, closeBrowser, ended, lastTurn, Server, setMode, until, Visitor } from '../harness.mjs';
import { QUICK, SLOW } from '../scripts.mjs';

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

for (const colorScheme of ['light', 'dark']) {
  test(`${colorScheme}: nothing serious for axe in any state`, async () => {
    const visitor = await Visitor.open(slow.url, { colorScheme });
    const { page } = visitor;
    await assertAccessible(page, 'empty');
    await ask(page, 'What is 6 times 7?', 'Contemplating', 8);
    await page.locator('.lane .chip:visible').first().waitFor();
    await assertAccessible(page, 'lanes');
    const turn = await ended(page);
    await turn.getByRole('button', { name: /^Dissent/ }).click();
    await assertAccessible(page, 'pills and dissent');
    await turn.getByRole('button', { name: 'About' }).click();
    await assertAccessible(page, 'about the answer');
    await page.keyboard.press('Escape');
    await turn.getByRole('button', { name: 'Show the agents' }).click();
    await assertAccessible(page, 'lanes at the end');
    await turn.locator('.lane-open').first().click();
    await assertAccessible(page, 'one agent');
    await page.keyboard.press('Escape');
    await page.locator('.model-button').click();
    await assertAccessible(page, 'models');
    await page.keyboard.press('Escape');
    await ask(page, 'count', 'Instant');
    await lastTurn(page).locator('.answer', { hasText: 'w3 ' }).waitFor();
    await page.keyboard.press('Escape');
    await ended(page, 'stopped');
    await assertAccessible(page, 'stopped');
    for (const [keys, name] of [['Control+k', 'palette'], ['Alt+,', 'settings'], ['Alt+g', 'gallery']]) {
      await page.keyboard.press(keys);
      await page.locator(name === 'gallery' ? '.gallery' : `.${name}`).waitFor();
      await assertAccessible(page, name);
      await page.keyboard.press('Escape');
    }
    await page.locator('.sample').first().click();
    await page.locator('.canvas-frame').waitFor();
    await assertAccessible(page, 'canvas');
    await visitor.close();
  });
}

test('markdown is accessible in both schemes, and dark is dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const visitor = await Visitor.open(quick.url, { colorScheme });
    const { page } = visitor;
    await ask(page, 'train', 'Instant');
    await ended(page);
    await assertAccessible(page, `markdown, ${colorScheme}`);
    const light = await page.evaluate(() =>
      Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)[0]));
    assert.ok(colorScheme === 'light' ? light > 200 : light < 50, `${colorScheme}: ${light}`);
    await visitor.close();
  }
});

test('a phone shows 16 lanes, pills and the list without scrolling sideways', async () => {
  const visitor = await Visitor.open(slow.url, PHONE);
  const { page } = visitor;
  await assertFits(page, 'empty');
  await ask(page, 'What is 6 times 7?', 'Contemplating', 16);
  await page.locator('.lane .chip:visible').first().waitFor();
  await assertFits(page, 'lanes');
  assert.ok(await page.getByRole('button', { name: 'Answer now' }).isVisible());
  await assertAccessible(page, 'lanes');
  const turn = await ended(page);
  await turn.getByRole('button', { name: 'Show the agents' }).click();
  await turn.getByRole('button', { name: /^Dissent/ }).click();
  await assertFits(page, 'dissent');
  await assertAccessible(page, 'the end');
  await page.getByRole('button', { name: 'Show conversations' }).click();
  await page.getByRole('link', { name: /6 times 7/ }).first().click();
  await until('the list to close', () => page.evaluate(() =>
    document.querySelector('.sidebar').getBoundingClientRect().right <= 0));
  await visitor.close();
});

test('a phone shows markdown without scrolling sideways', async () => {
  const visitor = await Visitor.open(quick.url, PHONE);
  const { page } = visitor;
  await ask(page, 'train', 'Instant');
  await ended(page);
  await assertFits(page, 'markdown');
  await visitor.close();
});

test('the way back to the end stands above the composer, however tall that is', async () => {
  for (const options of [{}, PHONE]) {
    const visitor = await Visitor.open(quick.url, options);
    const { page } = visitor;
    await ask(page, 'long', 'Instant');
    await ended(page);
    await page.getByLabel('Your question').fill('one\ntwo\nthree\nfour\nfive');
    await page.setViewportSize({ width: page.viewportSize().width, height: 480 });
    await page.locator('.scroller').evaluate((box) => { box.scrollTop = 0; });
    const way = page.getByRole('button', { name: 'To the end' });
    await way.waitFor();
    const [below, above] = await page.evaluate(() => [
      document.querySelector('.to-end').getBoundingClientRect().bottom,
      document.querySelector('.composer-box').getBoundingClientRect().top]);
    assert.ok(below <= above, `${below} px is below ${above} px`);
    await way.click();
    await way.waitFor({ state: 'hidden' });
    await visitor.close();
  }
});

test('everything can be done by keys, and the focus is seen', async () => {
  const visitor = await Visitor.open(quick.url);
  const { page } = visitor;
  await page.keyboard.press('Alt+3');
  assert.ok(await page.getByRole('radio', { name: 'Contemplating' }).isChecked());
  await page.keyboard.press('Alt+1');
  assert.ok(await page.getByRole('radio', { name: 'Instant' }).isChecked());
  await setMode(page, 'Contemplating', 4);
  await page.keyboard.press('/');
  await page.keyboard.type('What is 6 times 7?');
  await page.keyboard.press('Enter');
  const turn = await ended(page);
  await page.locator('.scroller').focus();
  const visited = [];
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press('Tab');
    visited.push(await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      const name = document.activeElement.getAttribute('aria-label') ??
        document.activeElement.textContent;
      return { name, outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
    }));
  }
  assert.ok(visited.some((v) => /Show the agents/.test(v.name)), JSON.stringify(visited));
  const blind = visited.filter((v) => !v.outlined && !/question|Instant|Contemplating/.test(v.name));
  assert.deepEqual(blind, []);
  await turn.locator('.pill').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await until('the focus to be back', () => page.evaluate(() => document.activeElement.matches('.pill')));
  await visitor.close();
});

test('who asks for less motion gets none', async () => {
  const visitor = await Visitor.open(slow.url, { reducedMotion: 'reduce' });
  const { page } = visitor;
  await ask(page, 'What is 6 times 7?', 'Contemplating', 4);
  await page.locator('.lane .chip:visible').first().waitFor();
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  await page.keyboard.press('Escape');
  await ended(page, 'stopped');
  await visitor.close();
});

test('a screen reader hears that an answer comes and that it is complete', async () => {
  const visitor = await Visitor.open(slow.url);
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  const answer = lastTurn(page).locator('.answer');
  await answer.filter({ hasText: 'w3 ' }).waitFor();
  assert.equal(await answer.getAttribute('aria-live'), 'polite');
  assert.equal(await answer.getAttribute('aria-busy'), 'true');
  await ended(page);
  assert.equal(await answer.getAttribute('aria-busy'), 'false');
  await page.getByRole('status').filter({ hasText: 'The answer is complete.' }).waitFor();
  await visitor.close();
});
