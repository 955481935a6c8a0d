// Lets a model make pages of the gallery: asks an idea's prompt with a seed, plays the page in the
// canvas, gives it back with its error at most twice, and keeps the page with how it came to be.
// Usage: node gallery.mjs MODEL FOLDER IDEA[:SEED]...   (PONDER_WAIT_MS: how long an answer may take)
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ask, closeBrowser, ended, lastTurn, Server, sleep, Visitor } from '../../tests/e2e/page/harness.mjs';

const REPAIRS = 2;
const PLAY_MS = 3000; // After which a page that has not failed is taken to run.
const SETTINGS = { mode: 'instant', temperature: 0.2, maxTokens: 3000, autoRepair: false };
const WORDS = readFileSync(new URL('../../web/app/src/i18n/en.ts', import.meta.url), 'utf8');

const [model, folder, ...ideas] = process.argv.slice(2);

function promptOf(idea) {
  const [, prompt] = new RegExp(`'idea\\.${idea}\\.prompt': '([^']+)'`).exec(WORDS) ?? [];
  if (!prompt) throw new Error(`no idea ${idea} in the gallery`);
  return prompt;
}

async function sumOf(path) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

// Moves and clicks whatever the page offers, twice.
async function play(page) {
  await sleep(PLAY_MS);
  const frame = page.frameLocator('.canvas-frame');
  for (const one of await frame.locator('input[type=range]').all()) {
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) await one.press(key, { timeout: 5000 }).catch(() => {});
  }
  for (const one of await frame.locator('button, input[type=button], canvas').all()) {
    await one.click({ timeout: 5000 }).catch(() => {});
  }
  await sleep(PLAY_MS);
  const fault = page.locator('.canvas-fault span');
  return await fault.count() ? fault.innerText() : null;
}

async function eventsOf(server, conversation) {
  const { turns } = await (await fetch(`${server.url}api/conversations/${conversation}`)).json();
  const logs = [];
  for (const { id } of turns) {
    const text = await (await fetch(`${server.url}api/turns/${id}/events?after=0`)).text();
    logs.push(text.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6)));
  }
  return logs;
}

async function make(server, idea, seed) {
  const visitor = await Visitor.open(server.url, { viewport: { width: 1500, height: 900 }, expects: /./ });
  const { page } = visitor;
  await page.evaluate((text) => localStorage.setItem('ponder.settings', text), JSON.stringify({ ...SETTINGS, seed }));
  await page.reload();
  await ask(page, promptOf(idea));
  const faults = [];
  for (;;) {
    await ended(page);
    if (!await page.locator('.canvas').count()) {
      const open = lastTurn(page).getByRole('button', { name: 'Open' });
      if (!await open.count()) { faults.push('no page in the answer'); break; }
      await open.last().click();
    }
    const fault = await play(page);
    if (fault === null) break;
    faults.push(fault);
    if (faults.length > REPAIRS) break;
    await page.locator('.canvas').getByRole('button', { name: 'Repair' }).click();
    await lastTurn(page).locator('.ask', { hasText: fault.split(': ').at(-1).slice(0, 40) }).waitFor();
  }
  const out = join(folder, `${idea}-${seed}`);
  mkdirSync(out, { recursive: true });
  await page.screenshot({ path: join(out, 'page.png') });
  if (await page.locator('.canvas').count()) {
    await page.getByRole('tab', { name: 'Code' }).click();
    writeFileSync(join(out, 'page.html'), `${(await page.locator('.canvas-body pre code').innerText()).trimEnd()}\n`);
  }
  const conversation = new URL(page.url()).hash.slice(2);
  const logs = await eventsOf(server, conversation);
  logs.forEach((lines, i) => writeFileSync(join(out, `turn-${i + 1}.jsonl`), `${lines.join('\n')}\n`));
  const works = faults.length <= REPAIRS && faults.at(-1) !== 'no page in the answer';
  const made = {
    model: basename(model, '.gguf'), model_sha256: await sumOf(model), seed, temperature: SETTINGS.temperature,
    max_tokens: SETTINGS.maxTokens, prompt: promptOf(idea), repairs: logs.length - 1, faults, runs: works,
  };
  writeFileSync(join(out, 'made.json'), `${JSON.stringify(made, null, 2)}\n`);
  console.log(`${idea}:${seed} ${works ? 'runs' : 'fails'} after ${logs.length - 1} repairs ${faults.join(' | ')}`);
  await visitor.close();
}

const server = await Server.start({}, model, ['--threads', '1', '--plain-titles']);
for (const idea of ideas) {
  const [name, seed = '1'] = idea.split(':');
  await make(server, name, Number(seed)).catch((error) => console.log(`${idea}: ${error.message}`));
}
await closeBrowser();
await server.stop();
