// Makes the pictures of docs/images: the main views of the app on the real program with a scripted
// model, on a desktop, on a phone, light and dark. Usage: node picture.mjs [FOLDER] [NAME...]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ask, closeBrowser, ended, lastTurn, Server, until, Visitor } from './harness.mjs';
import { choose, drawn } from './pictures.mjs';
import { AGENTS, ANSWER, GAME, OPEN_AGENTS, OPEN_QUESTION, QUESTION } from './picture_scripts.mjs';

const [folder = new URL('../../../docs/images', import.meta.url).pathname, ...wanted] = process.argv.slice(2);
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const DESK = { viewport: { width: 1360, height: 860 }, deviceScaleFactor: 1.5 };

const server = await Server.start({
  step_ms: 14,
  replies: [
    { when: 'I leave at', agents: AGENTS },
    { when: 'We leave at', agents: OPEN_AGENTS },
    { when: 'sky', say: ANSWER },
    { when: 'game', say: GAME },
    { when: 'bat and a ball', agents: ['Answer: 0.05', 'Answer: 0.05', 'Answer: 0.10', 'Answer: 0.05'] },
  ],
});
mkdirSync(folder, { recursive: true });

// The seed gives each agent its own text of the script.
async function seeded(page) {
  await page.route('**/api/turns', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const request = { ...JSON.parse(route.request().postData()), seed: 0 };
    return route.continue({ postData: JSON.stringify(request) });
  });
}

async function atRest(page) {
  await page.evaluate(() => Promise.all(document.getAnimations()
    .filter((a) => a.effect.getComputedTiming().iterations !== Infinity)
    .map((a) => a.finished.catch(() => {}))));
}

async function think(page, agents, question = QUESTION) {
  await seeded(page);
  await ask(page, question, 'Contemplating', agents);
  await until('the moment', () => page.evaluate((count) => {
    const lanes = [...document.querySelectorAll('.lane')];
    const voted = lanes.filter((lane) => lane.querySelector('.chip')).length;
    return (voted >= Math.min(3, count - 1) && lanes.length === count) ||
      document.querySelector('.turn[data-status="finished"]') !== null;
  }, agents));
}

const answered = async (page) => {
  await ask(page, 'Why is the sky blue?', 'Instant');
  await ended(page);
  await page.locator('.answer .katex').first().waitFor();
  await page.locator('.tok-keyword').first().waitFor();
};

const VIEWS = {
  welcome: async () => {},
  contemplating: (page) => think(page, 8),
  two: (page) => think(page, 2),
  sixteen: (page) => think(page, 16, OPEN_QUESTION),
  verdict: async (page) => {
    await think(page, 8);
    const turn = await ended(page);
    await turn.getByRole('button', { name: /^Dissent/ }).click();
  },
  answer: answered,
  canvas: async (page) => {
    await ask(page, 'Make a small game', 'Instant');
    await ended(page);
    if (!await page.locator('.canvas').count()) await lastTurn(page).getByRole('button', { name: 'Open' }).click();
    await page.frameLocator('.canvas-frame').getByText('Score').waitFor();
  },
  pictures: async (page) => {
    const plate = ['Type WM 4402-S', 'No. 88 1207 0331', '220-240 V ~ 50 Hz', '2100 W   IPX4'];
    await choose(page, [await drawn(page, 'plate.png', plate, { background: '#d9dde0' }), await drawn(page, 'display.png', ['ERROR E24', 'DRAIN'], { height: 260, background: '#9fd4b4' })]);
    await page.locator('.read-text').nth(1).waitFor();
    await page.getByLabel('Your question').fill('Which model is this, and what does the display say?');
  },
  gallery: async (page) => {
    await page.keyboard.press('Alt+g');
    await page.locator('.sample').first().waitFor();
  },
  settings: async (page) => {
    await page.keyboard.press('Alt+,');
    await page.locator('.settings').waitFor();
  },
  palette: async (page) => {
    await page.keyboard.press('Control+k');
    await page.locator('.palette').waitFor();
  },
  arabic: async (page) => {
    await page.keyboard.press('Alt+,');
    await page.locator('.settings').waitFor();
    await page.getByRole('radio', { name: '\u0627\u0644\u0639\u0631\u0628\u064a\u0629' }).check({ force: true });
    await page.keyboard.press('Escape');
  },
};

const PICTURES = [
  ['contemplating', 'contemplating', DESK, 'light'], ['contemplating-dark', 'contemplating', DESK, 'dark'],
  ['contemplating-phone', 'contemplating', PHONE, 'light'], ['two', 'two', DESK, 'light'],
  ['sixteen', 'sixteen', DESK, 'light'], ['sixteen-phone', 'sixteen', PHONE, 'dark'],
  ['verdict', 'verdict', DESK, 'light'], ['verdict-phone', 'verdict', PHONE, 'light'],
  ['welcome', 'welcome', DESK, 'light'], ['welcome-phone', 'welcome', PHONE, 'dark'],
  ['answer', 'answer', DESK, 'light'], ['answer-dark', 'answer', DESK, 'dark'],
  ['answer-phone', 'answer', PHONE, 'light'], ['canvas', 'canvas', DESK, 'light'],
  ['canvas-phone', 'canvas', PHONE, 'light'], ['pictures', 'pictures', DESK, 'light'],
  ['gallery', 'gallery', DESK, 'light'],
  ['settings', 'settings', DESK, 'dark'], ['palette', 'palette', DESK, 'light'], ['arabic', 'arabic', DESK, 'light'],
];

for (const [name, view, size, colorScheme] of PICTURES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const visitor = await Visitor.open(server.url, { ...size, colorScheme });
  const { page } = visitor;
  await VIEWS[view](page);
  await atRest(page);
  const out = join(folder, `${name}.png`);
  await page.screenshot({ path: out });
  console.log(out);
  await visitor.close();
}
await closeBrowser();
await server.stop();
