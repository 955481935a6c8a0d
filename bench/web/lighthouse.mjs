// Audits the web app with Lighthouse in Chromium against the program with a scripted model: an empty
// chat and one with an answer, light as the browser asks for it. No throttling: the machine as it is.
// Prints a line a page; fails where a goal is missed. bench/README.md says how to run it.
import lighthouse from 'lighthouse';
import { launch } from 'chrome-launcher';
import { Server } from '../../tests/e2e/page/harness.mjs';

const GOALS = { performance: 90, accessibility: 100, 'best-practices': 100 };

async function answered(server) {
  const start = await fetch(`${server.url}api/turns`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ input: 'Why is the sky blue?' }),
  });
  const { turn, conversation } = await start.json();
  await (await fetch(`${server.url}api/turns/${turn}/events`)).text();
  return conversation;
}

async function audit(name, url, port) {
  const { lhr } = await lighthouse(url, {
    port, output: 'json', logLevel: 'error', onlyCategories: Object.keys(GOALS),
    throttlingMethod: 'provided', formFactor: 'desktop', screenEmulation: { disabled: true },
  });
  const scores = Object.entries(GOALS).map(([category, goal]) => {
    const score = Math.round(lhr.categories[category].score * 100);
    if (score < goal) process.exitCode = 1;
    return `${category} ${score} (goal ${goal})`;
  });
  console.log(`Lighthouse, ${name}: ${scores.join(', ')}`);
  for (const { title, score, scoreDisplayMode } of Object.values(lhr.audits)) {
    if (score !== null && score < 0.9 && scoreDisplayMode === 'binary') console.log(`  fails: ${title}`);
  }
}

const server = await Server.start({ step_ms: 1, default: 'Air scatters **short waves** more:\n\n- blue\n- red' });
const chrome = await launch({
  chromePath: '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
await audit('an empty chat', server.url, chrome.port);
await audit('a chat with an answer', `${server.url}#/${await answered(server)}`, chrome.port);
await audit('the gallery', `${server.url}#/gallery`, chrome.port);
chrome.kill();
await server.stop();
