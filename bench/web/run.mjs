// Measures the web app in Chromium against the program with a scripted model: first load, first paint, a
// chat of 2,000 messages, 16 lanes at 50 tokens/s each, a reload in the middle of a turn. Prints one
// line a figure, with its goal. bench/README.md says how to run it.
import { readFileSync } from 'node:fs';
import { ask, closeBrowser, ended, openBrowser, Server, until, Visitor } from '../../tests/e2e/page/harness.mjs';

const TURNS = 1000; // A question and an answer each.
const AGENT_TEXT = 'So I look at it from another side, count once more and write down what I find. ';

// Numbered, as an agent that only repeats itself would be stopped.
const agentText = (times) => Array.from({ length: times }, (_, i) => `${i + 1}: ${AGENT_TEXT}`).join('');

const figure = (name, value, unit, goal) =>
  console.log(`${name}: ${value < 100 ? value.toFixed(1) : Math.round(value)} ${unit} (goal ${goal})`);

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

async function firstPaint(url) {
  const paints = [];
  const ready = [];
  for (let round = 0; round < 5; round += 1) {
    const context = await (await openBrowser()).newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('.model-button .model-name').filter({ hasNotText: 'No model' }).waitFor();
    ready.push(await page.evaluate(() => performance.now()));
    paints.push(await page.evaluate(() =>
      performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity));
    await context.close();
  }
  figure('first contentful paint, cold cache, median of 5', median(paints), 'ms', '<= 1000');
  figure('interactive', median(ready), 'ms', '<= 1500');
}

// All files until an answer in markdown stands there; they come compressed.
async function firstLoad(url) {
  const visitor = await Visitor.open(url);
  const { page } = visitor;
  await ask(page, 'Hello', 'Instant');
  await ended(page);
  const files = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter(({ name }) => !/\/(api|health)/.test(name))
      .map(({ transferSize }) => transferSize));
  figure(`first load, ${files.length} files with an answer in markdown`,
    files.reduce((sum, bytes) => sum + bytes, 0) / 1000, 'kB', '<= 400');
  await visitor.context.close();
}

// The proportional set of the largest renderer: heap, document, pictures, code.
async function largestRendererBytes() {
  const session = await (await openBrowser()).newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1]) * 1024);
  return Math.max(...sizes);
}

const answer = (i) => `Answer **${i}** with \`code\` and a list:\n\n- one\n- two\n\n${AGENT_TEXT.repeat(4)}`;

function longChat(id) {
  const turns = Array.from({ length: TURNS }, (_, i) => ({
    id: `turn_${i}`, conversation: id, position: i, status: 'finished', model: 'm', mode: 'instant',
    input: `Question ${i}`, answer: answer(i), reasoning: '', last_seq: 4, created_ms: 1, finished_ms: 2,
  }));
  return { id, title: 'Long', created_ms: 1, updated_ms: 2, turns };
}

async function longConversation(url) {
  const visitor = await Visitor.open(url);
  const { page } = visitor;
  await page.route('**/api/conversations/long', (route) => route.fulfill({ json: longChat('long') }));
  await page.route('**/api/turns/*/events*', (route) => route.fulfill({
    contentType: 'text/event-stream',
    body: 'id: 4\ndata: {"type":"turn_finished","reason":"stop","usage":null,"report":null}\n\n',
  }));
  const opened = await page.evaluate(async () => {
    const begin = performance.now();
    location.hash = '#/long';
    while (!document.querySelector('.turn:last-child .answer')?.textContent.includes('Answer 999')) {
      await new Promise(requestAnimationFrame);
    }
    return performance.now() - begin;
  });
  figure('a chat of 2,000 messages opens in', opened, 'ms', '<= 1000');
  const keys = await page.evaluate(async () => {
    const box = document.querySelector('.composer textarea');
    const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
    const times = [];
    for (let i = 0; i < 60; i += 1) {
      const begin = performance.now();
      setter.call(box, `${box.value}x`);
      box.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });
      times.push(performance.now() - begin);
    }
    return times;
  });
  figure('a key takes, 95th percentile', keys.toSorted((a, b) => a - b)[56], 'ms', '<= 50');
  const session = await visitor.context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  figure('its heap', usedSize / 1e6, 'MB', '<= 300');
  figure('its whole process', await largestRendererBytes() / 1e6, 'MB', '<= 300');
  await visitor.context.close();
}

async function lanes() {
  const server = await Server.start({
    step_ms: 20,
    replies: [{ when: 'lanes', agents: Array.from({ length: 16 }, (_, i) => `${agentText(6)}\nAnswer: ${i}`) }],
  });
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'lanes', 'Contemplating', 16);
  await until('16 lanes', async () => (await page.locator('.lane').count()) === 16);
  const { frames, long } = await page.evaluate(() => new Promise((resolve) => {
    let count = 0;
    let longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
    }).observe({ entryTypes: ['longtask'] });
    const begin = performance.now();
    const tick = () => {
      count += 1;
      const passed = performance.now() - begin;
      if (passed > 6000) resolve({ frames: count / (passed / 1000), long: longest });
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }));
  figure('16 lanes at 50 tokens/s', frames, 'frames/s', '>= 30');
  figure('longest task meanwhile', long, 'ms', '<= 100');
  await ended(page);
  await visitor.context.close();
  await server.stop();
}

async function reload() {
  const words = Array.from({ length: 300 }, (_, i) => `w${i}`).join(' ');
  const server = await Server.start({ step_ms: 30, default: words });
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'count', 'Instant');
  await page.locator('.answer', { hasText: 'w40 ' }).waitFor();
  const length = await page.evaluate(() => document.querySelector('.answer').textContent.length);
  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction((before) =>
    (document.querySelector('.answer')?.textContent.length ?? 0) > before, length);
  figure('a reload in the middle of a turn, until its text is longer', await page.evaluate(() => performance.now()), 'ms', '<= 1000');
  await ended(page);
  const whole = await page.locator('.answer').innerText();
  figure('words lost or doubled by it', whole.trim() === words ? 0 : 1, '', '0');
  await visitor.context.close();
  await server.stop();
}

const server = await Server.start({ default: 'Yes.' });
await firstLoad(server.url);
await firstPaint(server.url);
await longConversation(server.url);
await server.stop();
await lanes();
await reload();
await closeBrowser();
