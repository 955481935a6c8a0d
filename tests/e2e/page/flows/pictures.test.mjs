// Pictures in questions: taken in, cropped, read for a model that does not see, kept, shown, and what an
// answer names in them.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFits, PHONE } from '../checks.mjs';
import { ask, closeBrowser, edit, ended, lastTurn, Server, until, Visitor } from '../harness.mjs';
import { choose, drawn, pdfOf, seeing } from '../pictures.mjs';

const PLACES = `Two things stand out.

\`\`\`json
[
  {"bbox_2d": [50, 100, 600, 300], "label": "the model"},
  {"bbox_2d": [50, 300, 600, 500], "label": "the serial number"},
  {"point_2d": [500, 500], "label": "the middle"},
  {"bbox_2d": [0, 0, 4000, 10], "label": "nowhere"}
]
\`\`\`
`;
const PAGE = 'Here.\n\n```html\n<!doctype html>\n<title>Five questions</title>\n<body><p>Question 1</p></body>\n```\n';
const PLATE = ['Model WM-4402', 'Serial 88 1207'];

let server;
before(async () => {
  server = await Server.start({
    step_ms: 1,
    replies: [
      { when: 'Quiz me', say: PAGE }, { when: 'where', say: PLACES },
      { when: 'WM-4402X', say: 'I was told the corrected text.' },
      { when: 'WM-4402', say: 'I was told what was read.' },
    ],
    default: 'It is a plate.',
  });
});
after(async () => {
  await closeBrowser();
  await server?.stop();
});

const thumbs = (page, count) => until(`${count} pictures`, async () => await page.locator('.thumb').count() === count);
const sentBy = async (page, act) => {
  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/api/turns'));
  await act();
  return (await sent).postDataJSON();
};
const shown = (page, selector) => until(`${selector} to be drawn`, () => page.evaluate((s) => {
  const images = [...document.querySelectorAll(s)];
  return images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0);
}, selector));

// What a drag or a paste brings.
async function bring(page, kind, file) {
  const transfer = await page.evaluateHandle(([name, type, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const made = new DataTransfer();
    made.items.add(new File([bytes], name, { type }));
    return made;
  }, [file.name, file.mimeType, file.buffer.toString('base64')]);
  await page.evaluate(([transfer, kind]) => {
    const target = document.querySelector('.composer textarea');
    target.dispatchEvent(kind === 'drop'
      ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
      : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
  }, [transfer, kind]);
}

test('pictures come by file, drop, paste and camera, and can be taken away', async () => {
  const visitor = await Visitor.open(server.url, { permissions: ['camera'] });
  const { page } = visitor;
  await seeing(page); // What is read in them is another test's matter, and takes its time.
  await choose(page, [await drawn(page, 'a.png', PLATE), await drawn(page, 'b.jpg', PLATE, { type: 'image/jpeg' })]);
  await thumbs(page, 2);
  await bring(page, 'drop', await drawn(page, 'c.webp', PLATE, { type: 'image/webp' }));
  await thumbs(page, 3);
  await bring(page, 'paste', await drawn(page, 'd.png', PLATE));
  await thumbs(page, 4);
  await page.getByRole('button', { name: 'Take a picture' }).click();
  await page.getByRole('button', { name: 'Take it' }).click();
  await thumbs(page, 5);
  await page.getByRole('button', { name: 'Remove b.jpg' }).click();
  await thumbs(page, 4);
  const { images } = await sentBy(page, () => ask(page, 'many'));
  assert.deepEqual(images.map((image) => image.name), ['a.png', 'c.webp', 'd.png', 'Camera picture.jpg']);
  assert.match(images[1].url, /^data:image\/webp;base64,/);
  await shown(page, '.asked-picture');
  await visitor.close();
});

test('what cannot be taken is refused with the limit and the value', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  const head = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\0\x0a\x08\0\0\0\0\0\0\0', 'latin1');
  const refused = async (file, words) => {
    await choose(page, [file]);
    await page.getByRole('alert').filter({ hasText: words }).waitFor();
  };
  await refused({ name: 'wide.png', mimeType: 'image/png', buffer: head }, 'wide.png has 20,000 pixels on its longer side: a picture may have 16,384.');
  const big = join(server.folder, 'big.png');
  writeFileSync(big, Buffer.concat([head, Buffer.alloc(22_000_000)]));
  await refused(big, 'big.png has 22 MB: a picture may have 21 MB.');
  const { buffer } = await drawn(page, 'x.png', ['X']);
  await refused({ name: 'cut.png', mimeType: 'image/png', buffer: buffer.subarray(0, 60) }, 'cut.png is damaged');
  await seeing(page);
  const many = await Promise.all(Array.from({ length: 17 }, (_, i) => drawn(page, `${i}.png`, [String(i)])));
  await choose(page, many);
  await page.getByRole('alert').filter({ hasText: '17 pictures are too many: a question may have 16.' }).waitFor();
  await thumbs(page, 16);
  await visitor.close();
});

test('a large photograph is made as small as a model looks at', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await seeing(page);
  await choose(page, [await drawn(page, 'photo.jpg', PLATE, { width: 4000, height: 3000, type: 'image/jpeg' })]);
  await thumbs(page, 1);
  const { images: [image] } = await sentBy(page, () => ask(page, 'big'));
  const size = await page.evaluate(async (url) => {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    return [picture.naturalWidth, picture.naturalHeight];
  }, image.url);
  assert.deepEqual(size, [2048, 1536]);
  await ended(page);
  await visitor.close();
});

test('a picture is turned and cropped by keys alone', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await choose(page, [await drawn(page, 'plate.png', PLATE)]);
  await page.getByRole('button', { name: 'Crop or turn plate.png' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Crop and turn' });
  await dialog.getByText('640 \u00d7 320 pixels').waitFor();
  await dialog.getByRole('button', { name: 'Turn right' }).press('Enter');
  await dialog.getByText('320 \u00d7 640 pixels').waitFor();
  await dialog.getByLabel('Lower edge').focus();
  for (let i = 0; i < 15; i += 1) await page.keyboard.press('Shift+ArrowUp');
  await until('a smaller part', async () => {
    const [width, height] = (await dialog.locator('output').innerText()).match(/\d+/g).map(Number);
    return width === 320 && height < 500;
  });
  const [width, height] = (await dialog.locator('output').innerText()).match(/\d+/g).map(Number);
  await assertAccessible(page, 'editor');
  await dialog.getByRole('button', { name: 'Use it' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const size = await page.evaluate(async () => {
    const image = document.querySelector('.thumb img');
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  });
  assert.deepEqual(size, [width, height]);
  await visitor.close();
});

test('pictures of a draft survive a reload and wait in their conversation', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'first');
  await ended(page);
  await choose(page, [await drawn(page, 'kept.png', PLATE)]);
  await thumbs(page, 1);
  await page.keyboard.press('Alt+n');
  await thumbs(page, 0);
  await page.getByRole('link', { name: 'first' }).click();
  await thumbs(page, 1);
  await page.reload();
  await thumbs(page, 1);
  await ask(page, 'now');
  await ended(page);
  await thumbs(page, 0);
  await page.reload();
  await shown(page, '.asked-picture');
  await thumbs(page, 0);
  await visitor.close();
});

test('a model that does not see is told what was read, as the user corrects it', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await choose(page, [await drawn(page, 'plate.png', PLATE)]);
  const read = page.getByRole('region', { name: 'What was read in plate.png' });
  await read.getByText('Model WM-4402').waitFor();
  await page.getByText('fake does not see pictures').waitFor();
  await read.getByText('640 \u00d7 320 pixels').waitFor();
  const plain = await sentBy(page, () => ask(page, 'Which model?'));
  assert.equal('reading' in plain.images[0], false);
  await ended(page);
  await choose(page, [await drawn(page, 'plate.png', PLATE)]);
  await read.getByText('Model WM-4402').waitFor();
  await read.getByRole('button', { name: 'Correct' }).click();
  await read.getByLabel('Text in plate.png').fill('Model WM-4402X');
  await read.getByText('Corrected by you').waitFor();
  await assertAccessible(page, 'what was read');
  const corrected = await sentBy(page, () => ask(page, 'And now?'));
  assert.equal(corrected.images[0].reading, 'Model WM-4402X');
  const turn = await ended(page);
  assert.match(await turn.locator('.answer').innerText(), /corrected text/);
  await page.reload();
  await lastTurn(page).getByRole('button', { name: 'Show plate.png large' }).click();
  const viewer = page.getByRole('dialog', { name: 'plate.png' });
  await viewer.getByText('Model WM-4402X').waitFor();
  await viewer.getByText('640 \u00d7 320 pixels').waitFor();
  await assertAccessible(page, 'one picture, large');
  await visitor.close();
});

test('a model that sees is sent the picture, and nothing is read', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await seeing(page);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await choose(page, [await drawn(page, 'plate.png', PLATE)]);
  await thumbs(page, 1);
  const { images, input } = await sentBy(page, () => page.getByRole('button', { name: 'Send' }).click());
  assert.equal(input, 'What is in the picture?');
  assert.deepEqual(Object.keys(images[0]).sort(), ['name', 'url']);
  await ended(page);
  assert.ok(!asked.includes('/api/images'));
  await visitor.close();
});

test('pages of a PDF file are chosen, and bring their text along', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await choose(page, [pdfOf('manual.pdf', ['Page one', 'Model WM-4402 on two', 'three', 'four', 'Page five'])]);
  const dialog = page.getByRole('dialog', { name: 'Choose pages' });
  await dialog.getByText('5 pages').waitFor();
  await dialog.getByRole('button', { name: 'More pages' }).click();
  await dialog.getByLabel('Page 5').check();
  await dialog.getByLabel('Page 2').check();
  await dialog.getByLabel('Page 1').uncheck();
  await assertAccessible(page, 'pages of a PDF file');
  await dialog.getByRole('button', { name: 'Add 2 pages' }).click();
  await thumbs(page, 2);
  await page.getByRole('region', { name: 'What was read in manual.pdf, page 2' }).getByText('Model WM-4402 on two').waitFor();
  const { images, input } = await sentBy(page, () => ask(page, 'which pages?'));
  assert.deepEqual(images.map(({ name, reading }) => [name, reading]),
    [['manual.pdf, page 2', 'Model WM-4402 on two'], ['manual.pdf, page 5', 'Page five']]);
  assert.equal(input, 'which pages?');
  await ended(page);
  await shown(page, '.asked-picture');
  await visitor.close();
});

test('of two PDF files at once each has its turn', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await choose(page, [pdfOf('one.pdf', ['Page of one']), pdfOf('two.pdf', ['Page of two'])]);
  for (const count of [1, 2]) {
    await page.getByRole('dialog', { name: 'Choose pages' }).getByRole('button', { name: 'Add 1 page' }).click();
    await thumbs(page, count);
  }
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Remove one.pdf, page 1' }).waitFor();
  await page.getByRole('button', { name: 'Remove two.pdf, page 1' }).waitFor();
  await visitor.close();
});

test('asking again and editing keep the pictures', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await choose(page, [await drawn(page, 'plate.png', PLATE)]);
  await thumbs(page, 1);
  await ask(page, 'keep it');
  const turn = await ended(page);
  await shown(page, '.asked-picture');
  await turn.getByRole('button', { name: 'Again' }).click();
  await page.getByText('2 of 2').waitFor();
  await ended(page);
  await shown(page, '.asked-picture');
  await edit(page, 'keep it, please');
  await page.getByText('3 of 3').waitFor();
  await ended(page);
  await page.reload();
  await page.getByText('3 of 3').waitFor();
  await shown(page, '.asked-picture');
  await visitor.close();
});

test('places that an answer names are drawn; name and place show each other', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await choose(page, [await drawn(page, 'plate.png', PLATE)]);
  await thumbs(page, 1);
  await ask(page, 'where is what?');
  const turn = await ended(page);
  await shown(page, '.annotated img');
  assert.equal(await turn.locator('.region').count(), 3);
  await turn.getByText('1 place lies outside the picture').waitFor();
  const places = await page.evaluate(() => {
    const whole = document.querySelector('.annotated img').getBoundingClientRect();
    const part = [...document.querySelectorAll('.region')].find((region) => region.textContent === 'the model')
      .getBoundingClientRect();
    return [(part.left - whole.left) / whole.width, (part.top - whole.top) / whole.height, part.width / whole.width];
  });
  [0.05, 0.1, 0.55].forEach((share, i) => assert.ok(Math.abs(places[i] - share) < 0.01, JSON.stringify(places)));
  await turn.getByRole('button', { name: 'the serial number' }).hover();
  assert.equal(await turn.locator('.region.lit').innerText(), 'the serial number');
  await turn.locator('.region', { hasText: 'the model' }).hover({ position: { x: 5, y: 5 } });
  assert.equal(await turn.locator('.regions .lit').innerText(), 'the model');
  await turn.getByRole('button', { name: 'the middle' }).focus();
  assert.equal(await turn.locator('.region.lit').innerText(), 'the middle');
  await assertAccessible(page, 'places');
  await ask(page, 'where, once more?');
  await ended(page);
  assert.equal(await lastTurn(page).locator('.region').count(), 3, 'about the picture of the question before');
  await visitor.close();
});

test('a shared conversation shows its pictures to whoever has the link', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await choose(page, [await drawn(page, 'plate.png', PLATE)]);
  await thumbs(page, 1);
  await ask(page, 'where to share');
  await ended(page);
  await page.getByRole('button', { name: 'More for where to share' }).click();
  await page.getByRole('menuitem', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.goto(await page.getByLabel('Link').inputValue());
  await shown(page, '.asked-picture');
  await shown(page, '.annotated img');
  await visitor.close();
});

test('an answer becomes a quiz in the canvas with one click, in the reader\'s language', async () => {
  const visitor = await Visitor.open(server.url);
  const { page } = visitor;
  await ask(page, 'teach me');
  const turn = await ended(page);
  const names = await turn.getByRole('group', { name: 'Go on with this answer' }).getByRole('button').allInnerTexts();
  assert.deepEqual(names, ['Explain with a picture', 'Make it a game', 'Quiz me']);
  await assertAccessible(page, 'what can be made of an answer');
  await turn.getByRole('button', { name: 'Quiz me' }).click();
  await page.frameLocator('.canvas-frame').getByText('Question 1').waitFor();
  await page.keyboard.press('Alt+,');
  await page.getByRole('radio', { name: '\u0627\u0644\u0639\u0631\u0628\u064a\u0629' }).check({ force: true });
  await page.keyboard.press('Escape');
  await page.locator('.settings').waitFor({ state: 'detached' });
  await page.locator('html[lang=ar]').waitFor(); // Until its texts are there, buttons move under a click.
  const { input } = await sentBy(page, () => lastTurn(page).locator('.next-steps button').nth(1).click());
  assert.match(input, /html/);
  assert.match(input, /[\u0600-\u06ff]{3}/);
  await ended(page);
  await visitor.close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`a phone has room for pictures, ${colorScheme}`, async () => {
    const visitor = await Visitor.open(server.url, { ...PHONE, colorScheme });
    const { page } = visitor;
    assert.equal(await page.locator('.composer input[capture]').getAttribute('capture'), 'environment');
    await choose(page, await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => drawn(page, `${name}.png`, PLATE))));
    await page.locator('.read-text').first().waitFor();
    await thumbs(page, 6);
    await assertFits(page, 'draft with what was read');
    await assertAccessible(page, 'draft');
    await page.locator('.thumb-open').first().click();
    await page.locator('.ReactCrop').waitFor();
    await assertFits(page, 'editor');
    await assertAccessible(page, 'editor');
    await page.keyboard.press('Escape');
    await ask(page, 'where');
    await ended(page);
    await shown(page, '.annotated img');
    await assertFits(page, 'answer');
    await assertAccessible(page, 'answer');
    await page.locator('.asked-pictures button').first().click();
    await page.locator('.viewer').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('2 of 6').waitFor();
    await assertAccessible(page, 'viewer');
    await visitor.close();
  });
}
