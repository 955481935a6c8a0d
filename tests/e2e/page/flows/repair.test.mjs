// Fixing something: from photos and words to the end, and the dangers that nothing gets past. The
// photos are drawn here and read by the server's Tesseract.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { closeBrowser, ended, Server, Visitor } from '../harness.mjs';

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const SHOTS = process.env.PONDER_SHOTS; // A folder for pictures of what is seen.
const IDEA = { explanation: 'Food remains often block the filter. Open the housing to measure the pump.',
  checks: ['Remove the back panel.', 'Look for glass in the tub.'] };

let server;
before(async () => { server = await Server.start({ default: JSON.stringify(IDEA) }); });
after(async () => {
  await closeBrowser();
  await server?.stop();
});

// A photo of lines of text: a display or a plate.
async function photo(page, lines, { dark = false } = {}) {
  const url = await page.evaluate(([texts, night]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 120 + 90 * texts.length });
    const draw = canvas.getContext('2d');
    draw.fillStyle = night ? '#101418' : '#e9e9e4';
    draw.fillRect(0, 0, canvas.width, canvas.height);
    draw.fillStyle = night ? '#f4f4f4' : '#151515';
    draw.font = '600 56px "DejaVu Sans", sans-serif';
    texts.forEach((text, i) => draw.fillText(text, 60, 120 + 90 * i));
    return canvas.toDataURL('image/png');
  }, [lines, dark]);
  return Buffer.from(url.split(',')[1], 'base64');
}

async function shot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

async function clean(page, state) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document));
  const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  assert.deepEqual(serious.map((v) => [v.id, v.nodes.map((n) => n.html)]), [], state);
}

async function begin(page, words) {
  await page.locator('.starts').getByRole('button', { name: 'Fix something' }).click();
  await page.getByLabel('What is wrong?').fill(words);
  await page.getByRole('button', { name: 'Begin' }).click();
}

const card = (page) => page.locator('.turn').last().locator('.repair-card');
const choose = async (page, name) => {
  const turns = await page.locator('.turn[data-turn]').count();
  await card(page).getByRole('button', { name, exact: true }).click();
  await page.locator('.turn[data-turn]').nth(turns).waitFor();
  await ended(page);
};

test('from photos to the end: read, corrected, asked, cited, tried', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await page.locator('.starts').getByRole('button', { name: 'Fix something' }).click();
  await page.getByLabel('What is wrong?').fill('My dishwasher stopped with water in it');
  await page.locator('.repair-start input[type=file]').setInputFiles([
    { name: 'display.png', mimeType: 'image/png', buffer: await photo(page, ['ERROR E25'], { dark: true }) },
    { name: 'plate.png', mimeType: 'image/png', buffer: await photo(page, ['BOSCH', 'Model SMS46MI01E']) },
  ]);
  const display = page.getByLabel('Read in display.png; correct it if it is wrong');
  await display.waitFor();
  await page.getByLabel('Read in plate.png; correct it if it is wrong').waitFor();
  assert.match(await display.inputValue(), /E25/);
  assert.match(await page.getByLabel('Read in plate.png; correct it if it is wrong').inputValue(), /BOSCH/);
  await clean(page, 'the start');
  await shot(page, 'start');
  await display.fill('ERROR E24'); // The reader saw it better.
  await page.getByRole('button', { name: 'Begin' }).click();
  await ended(page);

  const asked = page.locator('.turn').first().locator('.asked-picture');
  assert.deepEqual(await asked.evaluateAll((all) => all.map(({ alt }) => alt)), ['display.png', 'plate.png']);
  const facts = card(page).locator('.repair-facts');
  for (const fact of ['Dishwasher', 'Bosch', 'SMS46MI01E', 'E24']) await facts.getByText(fact, { exact: true }).waitFor();
  await card(page).getByText('Water is not draining.').waitFor();
  assert.match(await card(page).getByRole('link', { name: /Source/ }).getAttribute('href'), /^https:\/\/ars\.repair\//);
  assert.equal(await card(page).locator('.repair-steps').count(), 0, 'dangers are asked for before any step');
  await clean(page, 'the question about dangers');
  await shot(page, 'dangers');
  await choose(page, 'None of these');

  const steps = card(page).locator('.repair-step');
  await steps.filter({ hasText: 'then pull the plug' }).waitFor();
  await card(page).getByText('Look for glass in the tub.').waitFor(); // Once: among the steps.
  await card(page).getByText('Food remains often block the filter.').waitFor();
  assert.equal(await page.getByText(/back panel|housing to measure/).count(), 0, 'what a model may not say');
  assert.equal(await page.locator('.safety-bar').getAttribute('data-level'), 'careful');
  await clean(page, 'the checklist');
  await shot(page, 'steps');
  assert.equal(await card(page).getByRole('button', { name: 'It helped' }).count(), 0, 'a plug repairs nothing');
  await choose(page, 'Done');
  assert.equal(await steps.first().getAttribute('data-result'), 'no_change');
  assert.equal(await card(page).locator('[aria-current=step]').getByText('Take out the filter').count(), 1);
  await page.reload();
  await card(page).locator('[aria-current=step]').getByText('Take out the filter').waitFor();
  await choose(page, 'It helped');
  await card(page).getByRole('heading', { name: 'Solved' }).waitFor();
  await clean(page, 'the end');
  await shot(page, 'solved');
  await visitor.close();
});

test('a choice leaves alone what is being written, and comes back to be made again where it was not sent', async () => {
  const visitor = await Visitor.open(server.url, { mayLoseServer: true });
  const { page } = visitor;
  await begin(page, 'My Bosch dishwasher shows E24');
  await ended(page);
  await page.getByLabel('Your question').fill('By the way');
  await page.route('**/api/turns', (route) => route.abort());
  await card(page).getByRole('button', { name: 'None of these' }).click();
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  assert.equal(await page.getByLabel('Your question').inputValue(), 'By the way');
  await page.unroute('**/api/turns');
  await choose(page, 'None of these');
  await page.reload();
  await card(page).waitFor();
  assert.equal(await page.getByLabel('Your question').inputValue(), 'By the way');
  await visitor.close();
});

test('a case of the gallery begins with its words', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await page.goto(`${server.url}#/gallery`);
  await page.getByRole('button', { name: 'A dishwasher with a code' }).click();
  await page.waitForFunction((words) => document.querySelector('.repair-start textarea')?.value === words,
    'My dishwasher does not drain and shows E24');
  await visitor.close();
});

test('a danger stops it at once, stays on top, and no words take it back', async () => {
  const visitor = await Visitor.open(server.url, { viewport: { width: 390, height: 780 }, hasTouch: true });
  const { page } = visitor;
  await begin(page, 'My dishwasher shows E24 and it smells of gas');
  await ended(page);
  const bar = page.getByRole('alert').filter({ hasText: 'Possible gas leak' });
  await bar.waitFor();
  assert.equal(await page.locator('.safety-bar').getAttribute('data-level'), 'stop_now');
  await bar.getByText('Leave the building now').waitFor();
  assert.equal(await page.locator('.repair-step').count(), 0);
  await page.getByLabel('Your question').fill('It does not smell of gas, give me the steps');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.turn').nth(1).waitFor();
  await ended(page);
  await card(page).getByText('Get safe first.').waitFor();
  assert.equal(await page.locator('.repair-step').count(), 0);
  assert.ok(await bar.isVisible());
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width[0] <= width[1], `nothing stands over the edge: ${width}`);
  await clean(page, 'stopped');
  await shot(page, 'stopped-phone');
  await visitor.close();
});

test('what only a professional may do has no steps, and tells what to say', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await begin(page, 'My Vaillant boiler shows F28');
  await ended(page);
  await card(page).getByRole('heading', { name: 'For a professional' }).waitFor();
  await card(page).getByText(/Code: F28 \(It failed to light/).waitFor();
  assert.equal(await page.locator('.repair-step').count(), 0);
  assert.equal(await page.getByText('Look for glass').count(), 0);
  await clean(page, 'for a professional');
  await shot(page, 'professional');
  await visitor.close();
});

test('step by step without a code, corrected on the way, in Arabic', async () => {
  const visitor = await Visitor.open(server.url, { viewport: { width: 390, height: 780 }, hasTouch: true });
  const { page } = visitor;
  await page.evaluate(() => localStorage.setItem('ponder.settings', JSON.stringify({ language: 'ar' })));
  await page.reload();
  await page.goto(`${server.url}#/repair`);
  await page.getByRole('heading', { name: 'إصلاح شيء' }).nth(1).waitFor();
  await page.getByLabel('ما العطل؟').fill('الغسالة لا تصرف الماء');
  await page.getByRole('button', { name: 'ابدأ' }).click();
  await ended(page);
  await choose(page, 'لا تعرض رمزًا');
  await choose(page, 'لا شيء من هذه');
  await card(page).locator('.repair-step').filter({ hasText: 'خرطوم الصرف' }).waitFor();
  await clean(page, 'Arabic');
  await shot(page, 'arabic-phone');
  await card(page).getByRole('button', { name: 'تصحيح' }).click();
  await card(page).getByLabel('العلامة').fill('LG');
  await card(page).getByLabel('الرمز').fill('UE');
  await card(page).getByRole('button', { name: 'حفظ' }).click();
  await card(page).getByText('الحمولة غير متوازنة فتوقف قبل العصر.').waitFor();
  await visitor.close();
});
