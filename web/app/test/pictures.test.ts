// Pictures before they are decoded, places that an answer names in them, and what was read in them.
import { expect, test } from 'vitest';
import { fenced, REGIONS_MAX, regionsOf } from '../src/annotations/regions';
import { picturedBy } from '../src/annotations/seen';
import type { Reading } from '../src/api/types';
import { areaOf } from '../src/pictures/Editor';
import { kindOf, sizeOf } from '../src/pictures/header';
import { piecesOf, unsureIn } from '../src/pictures/reading';
import { Turn } from '../src/turn/turn';

const bytes = (...parts: (string | number[])[]): Uint8Array => {
  const all = parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part));
  return Uint8Array.from([...all, ...Array<number>(Math.max(0, 32 - all.length)).fill(0)]);
};

const PNG = bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 2, 128, 0, 0, 1, 64]);
const JPEG = bytes([0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xff, 0xc2, 0, 11, 8, 0x0b, 0xb8, 0x0f, 0xa0, 3]);
const GIF = bytes('GIF89a', [0x40, 1, 0xf0, 0]);
const VP8X = bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 0xff, 0x0f, 0, 0xff, 0x07, 0]);
const VP8L = bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8L', [0, 0, 0, 0, 0x2f, 0x7f, 0xc2, 0x3f, 0]);
const VP8 = bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0xe0, 1]);

test('the kind of a file is told from its bytes, not from its name', () => {
  expect([PNG, JPEG, GIF, VP8X].map(kindOf)).toEqual(['png', 'jpeg', 'gif', 'webp']);
  expect(kindOf(bytes([0, 0, 0, 24], 'ftypheic'))).toBe('heic');
  expect(kindOf(bytes([0, 0, 0, 24], 'ftypmp42'))).toBe(null);
  expect(kindOf(bytes('%PDF-1.7'))).toBe('pdf');
  expect(kindOf(bytes('RIFF', [0, 0, 0, 0], 'WAVE'))).toBe(null);
  expect(kindOf(new Uint8Array())).toBe(null);
});

test('the size of a picture is known before it is decoded', () => {
  expect(sizeOf(PNG, 'png')).toEqual({ width: 640, height: 320 });
  expect(sizeOf(JPEG, 'jpeg')).toEqual({ width: 4000, height: 3000 });
  expect(sizeOf(GIF, 'gif')).toEqual({ width: 320, height: 240 });
  expect(sizeOf(VP8X, 'webp')).toEqual({ width: 4096, height: 2048 });
  expect(sizeOf(VP8L, 'webp')).toEqual({ width: 640, height: 256 });
  expect(sizeOf(VP8, 'webp')).toEqual({ width: 640, height: 480 });
});

test('a cut or broken head has no size and does no harm', () => {
  expect(sizeOf(JPEG.subarray(0, 12), 'jpeg')).toBe(null);
  expect(sizeOf(bytes([0xff, 0xd8, 0xff, 0xe0, 0, 0]), 'jpeg')).toBe(null);
  expect(sizeOf(bytes([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff]), 'jpeg')).toBe(null);
  expect(sizeOf(bytes('RIFF', [0, 0, 0, 0], 'WEBPXXXX'), 'webp')).toBe(null);
});

test('a cropped part is given in pixels, and the whole is no crop', () => {
  expect(areaOf({ unit: '%', x: 10, y: 25, width: 50, height: 50 }, 400, 200)).toEqual({ x: 40, y: 50, width: 200, height: 100 });
  expect(areaOf({ unit: '%', x: 0, y: 0, width: 100, height: 100 }, 400, 200)).toBe(undefined);
  expect(areaOf({ unit: '%', x: 0, y: 0, width: 0.01, height: 0.01 }, 400, 200)).toMatchObject({ width: 1, height: 1 });
});

test('boxes and points are read in the order that their names say', () => {
  const code = `[{"bbox_2d": [100, 200, 300, 600], "label": "door {left}"}, {"box_2d": [200, 100, 600, 300], "label": "lamp"},
    {"point_2d": [500, 250], "label": "knob"}, {"point": [250, 500]}]`;
  expect(regionsOf(code)).toEqual({ lost: 0, regions: [
    { label: 'door {left}', left: 0.1, top: 0.2, width: expect.closeTo(0.2), height: expect.closeTo(0.4) },
    { label: 'lamp', left: 0.1, top: 0.2, width: expect.closeTo(0.2), height: expect.closeTo(0.4) },
    { label: 'knob', left: 0.5, top: 0.25, width: 0, height: 0 },
    { label: '', left: 0.5, top: 0.25, width: 0, height: 0 },
  ] });
  expect(regionsOf('{"objects": [{"bbox_2d": [0, 0, 1000, 1000], "text_content": "all"}]}')?.regions[0])
    .toMatchObject({ label: 'all', width: 1, height: 1 });
});

test('what cannot be drawn is counted and not drawn', () => {
  for (const place of ['[0, 0, 1001, 10]', '[-1, 0, 10, 10]', '[300, 0, 100, 10]', '[5, 5, 5, 9]', '[1, 2, 3]', '["a", 1, 2, 3]', '[]', '[null, 0, 1, 1]']) {
    expect(regionsOf(`[{"bbox_2d": ${place}, "label": "x"}]`), place).toEqual({ regions: [], lost: 1 });
  }
  const many = JSON.stringify(Array.from({ length: REGIONS_MAX + 5 }, () => ({ point_2d: [1, 2] })));
  expect(regionsOf(many)).toMatchObject({ lost: 5 });
  expect(regionsOf(many)?.regions).toHaveLength(REGIONS_MAX);
});

test('half-written and broken JSON gives what is whole', () => {
  const whole = '[{"bbox_2d": [1, 2, 3, 4], "label": "a"}, {"bbox_2d": [5, 6, 7, 8], "label": "b"}]';
  const seen = Array.from({ length: whole.length }, (_, n) => regionsOf(whole.slice(0, n))?.regions.length ?? 0);
  expect(seen).toEqual([...seen].sort());
  expect([seen.at(0), seen.at(-1)]).toEqual([0, 2]);
  expect(regionsOf('[{"bbox_2d": [1, 2, 3, 4,}, {"point_2d": [1, 2]}, {"label": "\\"')).toMatchObject({ regions: [{ left: 0.001 }], lost: 0 });
});

test('other JSON is left alone, and reading it takes no time', () => {
  for (const code of ['', '[]', '{"a": 1}', '{"bbox": [1, 2, 3, 4]}', '{"box_2d": "far"}', 'if (x) { y(); }', '{']) {
    expect(regionsOf(code), code).toBe(null);
  }
  const from = performance.now();
  expect(regionsOf('{"a{'.repeat(50_000))).toBe(null);
  expect(regionsOf(`{${'"'.repeat(199_999)}`)).toBe(null);
  expect(performance.now() - from).toBeLessThan(2000);
});

test('an answer that is nothing but places becomes a block', () => {
  expect(fenced('[{"point_2d": [1, 2]}]\n')).toBe('```json\n[{"point_2d": [1, 2]}]\n```');
  for (const answer of ['[1, 2]', 'It is {"point_2d": [1, 2]}', '']) expect(fenced(answer)).toBe(answer);
});

test('an answer without pictures of its own is about those of the nearest question before', () => {
  const turn = (id: string, pictures: number) => new Turn({
    id, conversation: 'c', position: 0, status: 'finished', model: 'm', mode: 'instant', input: '', answer: '',
    reasoning: '', last_seq: 0, created_ms: 1, finished_ms: 2,
    images: Array.from({ length: pictures }, (_, index) => ({
      index, name: null, media_type: 'image/png', width: 1, height: 1, bytes: 1, reading: null,
    })),
  });
  const steps = [turn('a', 0), turn('b', 2), turn('c', 0), turn('d', 1)].map((made) => ({ turn: made, siblings: [made] }));
  expect(picturedBy(steps).map((made) => made?.id ?? null)).toEqual([null, 'b', 'b', 'd']);
});

const reading = (lines: Reading['lines']): Reading =>
  ({ width: 1, height: 1, text: '', lines, codes: [], colours: [], notes: [] });

test('words that are unsure are marked, and the text stays as it is read', () => {
  const made = reading([
    { text: 'Error E24', confidence: 0.8, block: 1, words: [{ text: 'Error', confidence: 0.95 }, { text: 'E24', confidence: 0.4 }] },
    { text: 'drain pump', confidence: 0.9, block: 1, words: [{ text: 'drain', confidence: 0.9 }, { text: 'pump', confidence: 0.9 }] },
    { text: 'smudge', confidence: 0.3, block: 2, words: [{ text: 'smudge', confidence: 0.3 }] },
  ]);
  expect(piecesOf(made)).toEqual([
    { text: 'Error ', unsure: false }, { text: 'E24', unsure: true }, { text: '\ndrain pump\n\n', unsure: false },
    { text: 'smudge', unsure: true },
  ]);
  expect(unsureIn(made)).toBe(2);
  expect(piecesOf(reading([]))).toEqual([]);
});
