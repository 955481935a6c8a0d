// What the browser flows share: a server with a scripted model, a browser, and a page that is
// watched for errors, broken rules and requests to anywhere else.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const PROGRAM = process.env.PONDER_PROGRAM ??
  new URL('../../../build/ponder', import.meta.url).pathname;
const WAIT_MS = Number(process.env.PONDER_WAIT_MS ?? 60_000); // Long, for busy machines.
// Holds each request to the API back by up to so much: a flow that does not wait for what it needs fails.
const JITTER_MS = Number(process.env.PONDER_JITTER_MS ?? 0);

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Waits until `check` gives something true, and returns it.
export async function until(what, check) {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${WAIT_MS} ms for: ${what}`);
    await sleep(25);
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const running = new Set();

// A server of its own: `script` as tests/fixtures/fake/README.md describes it, or another model; with
// more options of `ponder serve`. A scripted model has no titles to give.
export class Server {
  static async start(script, model, options = ['--plain-titles']) {
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), 'ponder-page-'));
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}/`;
    const file = join(server.folder, 'script.json');
    writeFileSync(file, JSON.stringify(script));
    server.model = model ?? `fake:${file}`;
    server.options = options;
    await server.run();
    return server;
  }

  // Starts the program; also again after `kill`, on the same port and data.
  async run() {
    this.output = '';
    this.child = spawn(PROGRAM, ['serve', '--model', this.model,
      '--port', String(this.port), '--data', join(this.folder, 'data'), ...this.options]);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (text) => { this.output += text; });
    }
    const { child } = this;
    this.gone = new Promise((resolve) => { child.on('exit', resolve); });
    running.add(child);
    child.on('exit', () => running.delete(child));
    await until(`${PROGRAM} to serve\n${this.output}`, async () => {
      assert.equal(child.exitCode, null, this.output);
      return fetch(`${this.url}health`).then((r) => r.ok, () => false);
    });
  }

  // A key for use from another machine.
  makeKey(name) {
    return execFileSync(PROGRAM, ['key', 'create', '--name', name, '--data', join(this.folder, 'data')],
      { encoding: 'utf8' }).trim();
  }

  revokeKey(name) {
    execFileSync(PROGRAM, ['key', 'revoke', name, '--data', join(this.folder, 'data')]);
  }

  async kill(signal = 'SIGKILL') {
    this.child.kill(signal);
    await this.gone;
  }

  async stop() {
    await this.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const cables = new Set();

// A cable to a server that can be pulled out.
export class Cable {
  #sockets = new Set();

  static async to(port) {
    const cable = new Cable();
    cables.add(cable);
    cable.server = createServer((near) => cable.#join(near, port)).listen(0, '127.0.0.1');
    await new Promise((resolve) => { cable.server.on('listening', resolve); });
    cable.port = cable.server.address().port;
    cable.url = `http://127.0.0.1:${cable.port}/`;
    return cable;
  }

  #join(near, port) {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  }

  async pull() {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async plug() {
    this.server.listen(this.port, '127.0.0.1');
    await new Promise((resolve) => { this.server.once('listening', resolve); });
  }
}

let browser = null;

export async function openBrowser() {
  browser ??= await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--use-fake-device-for-media-stream'], // A camera that shows a moving pattern.
  });
  return browser;
}

export async function closeBrowser() {
  await browser?.close();
  browser = null;
  // What a test that failed has left behind would keep this process alive.
  for (const child of running) child.kill();
  for (const cable of cables) await cable.pull();
}

const NO_WORKER = /Service Worker registration blocked by Playwright/; // `serviceWorkers: 'block'`.
const UNREACHED = /Failed to load resource: net::ERR_|ERR_(CONNECTION|EMPTY|INCOMPLETE|SOCKET)/;

async function heldBack(route) {
  await sleep(Math.random() * JITTER_MS);
  await route.fallback().catch(() => {}); // The page may be closed by now.
}

// One visitor: a profile of its own with one page. `mayLoseServer`: complaints of the browser that
// the server cannot be reached are expected. `ready`: what is waited for instead of the app's model.
// `expects`: problems that the test is about.
export class Visitor {
  problems = [];

  static async open(url, { mayLoseServer = false, ready, expects, ...options } = {}) {
    const visitor = new Visitor();
    const context = await (await openBrowser()).newContext({
      viewport: { width: 1280, height: 860 }, colorScheme: 'light', serviceWorkers: 'block', ...options,
    });
    context.setDefaultTimeout(WAIT_MS);
    if (JITTER_MS > 0) await context.route('**/api/**', heldBack);
    visitor.context = context;
    visitor.url = url;
    visitor.mayLoseServer = mayLoseServer;
    visitor.ready = ready;
    visitor.expects = expects;
    visitor.page = await visitor.tab(url);
    return visitor;
  }

  // Another tab of the same visitor, watched as well.
  async tab(url) {
    const page = await this.context.newPage();
    const { host } = new URL(url);
    page.on('console', (message) => {
      const expected = NO_WORKER.test(message.text()) ||
        (this.mayLoseServer && UNREACHED.test(message.text()));
      if (['error', 'warning'].includes(message.type()) && !expected) {
        this.problems.push(`console: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => this.problems.push(`page: ${error.stack}`));
    page.on('request', (request) => {
      const target = new URL(request.url());
      if (target.protocol !== 'blob:' && target.host !== host) this.problems.push(`request to ${target.host}`);
    });
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (e) => {
        console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`);
      });
    });
    await page.goto(url);
    const app = page.locator('.model-button .model-name').filter({ hasNotText: 'No model' });
    await (this.ready ? page.locator(this.ready) : app).waitFor();
    return page;
  }

  async close() {
    await this.context.close();
    assert.deepEqual(this.problems.filter((problem) => !this.expects?.test(problem)), []);
  }
}

// What a person does and sees on a page.

export async function setMode(page, mode, agents) {
  await page.getByRole('radio', { name: mode }).check({ force: true });
  if (agents) await page.getByLabel('Number of agents').fill(String(agents));
}

export async function ask(page, question, mode, agents) {
  if (mode) await setMode(page, mode, agents);
  await page.getByLabel('Your question').fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.turn').last().locator('.ask', { hasText: question }).waitFor();
}

export const lastTurn = (page) => page.locator('.turn').last();

export async function ended(page, status = 'finished') {
  await page.locator(`.turn:last-child[data-status="${status}"]`).waitFor();
  return lastTurn(page);
}

// Asks the first question that is shown anew, as another version of it.
export async function edit(page, question) {
  await page.locator('.turn').first().hover();
  await page.getByRole('button', { name: 'Edit the question' }).first().click();
  await page.getByRole('textbox', { name: 'Edit the question' }).fill(question);
  await page.getByRole('button', { name: 'Send' }).first().click();
}

// The answer's source as the page holds it is not in the document: compare what can be read.
export const answerOf = (turn) => turn.locator('.answer').innerText();

// Plugs the cable in and asks for the server by the button: not while the page is about to ask by itself.
export async function comeBack(page, cable) {
  await page.getByText(/Trying again in [3-9] s/).waitFor();
  await cable.plug();
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.getByText('Trying again in').waitFor({ state: 'hidden' });
}
