// Pictures that go along with a question: checked by kind and size, made as small as a model looks at
// them anyway, and packed into the request.
import type { SentImage } from '../api/types';
import { HEAD_BYTES, kindOf, sizeOf, type Kind } from './header';

export const PICTURES_MAX = 16;
export const FILE_BYTES_MAX = 20 * 1024 * 1024;
export const SIDE_MAX = 16_384;
export const PIXELS_MAX = 50_000_000;
export const NAME_CHARS_MAX = 60; // At most 200 bytes, whatever is in it.

const REQUEST_BYTES_MAX = 31 * 1024 * 1024; // What the server takes at once, less a little.
const SIDES = [2048, 1600, 1200, 900, 640]; // The longer side; smaller where many go at once.
const AS_IT_IS_BYTES_MAX = 1_500_000;
const QUALITY = 0.88;

export interface Picture {
  id: string;
  name: string;
  source: Blob; // As it was given: what cropping begins with.
  blob: Blob; // What is sent.
  width: number; // Of `blob`; 0 where this browser cannot decode it, but the server may.
  height: number;
  pageText: string; // Of a PDF's page; empty: none.
  corrected: string | null; // What the user made of the text that was read in it.
}

export interface Refusal {
  why: 'kind' | 'bytes' | 'side' | 'pixels' | 'broken';
  value: number;
  limit: number;
}

export const isRefusal = (taken: Picture | Refusal): taken is Refusal => 'why' in taken;

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Edit {
  quarters: number; // Turns to the right by 90 degrees.
  area?: Area; // Of the turned picture, in its pixels.
  side?: number; // The longer side of what comes out, at most.
}

// Draws it upright, turned, cut and made smaller. Throws where the browser cannot decode it.
export async function render(source: Blob, { quarters, area, side = 2048 }: Edit): Promise<{ blob: Blob; width: number; height: number }> {
  const bitmap = await createImageBitmap(source);
  const lies = quarters % 2 === 1;
  const [wide, high] = lies ? [bitmap.height, bitmap.width] : [bitmap.width, bitmap.height];
  const cut = area ?? { x: 0, y: 0, width: wide, height: high };
  const scale = Math.min(1, side / Math.max(cut.width, cut.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(cut.width * scale));
  canvas.height = Math.max(1, Math.round(cut.height * scale));
  const draw = canvas.getContext('2d');
  if (!draw) throw new Error('This browser cannot draw.');
  draw.fillStyle = '#fff';
  draw.fillRect(0, 0, canvas.width, canvas.height);
  draw.imageSmoothingQuality = 'high';
  draw.scale(scale, scale);
  draw.translate(wide / 2 - cut.x, high / 2 - cut.y);
  draw.rotate((quarters * Math.PI) / 2);
  draw.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2);
  bitmap.close();
  const blob = await new Promise<Blob | null>((done) => { canvas.toBlob(done, 'image/jpeg', QUALITY); });
  if (!blob) throw new Error('This browser cannot write a picture.');
  return { blob, width: canvas.width, height: canvas.height };
}

function refusalOf(file: Blob, head: Uint8Array, kind: Kind | null): Refusal | null {
  if (file.size > FILE_BYTES_MAX) return { why: 'bytes', value: file.size, limit: FILE_BYTES_MAX };
  const size = kind === null ? null : sizeOf(head, kind);
  if (!size) return null;
  const side = Math.max(size.width, size.height);
  if (side > SIDE_MAX) return { why: 'side', value: side, limit: SIDE_MAX };
  const pixels = size.width * size.height;
  return pixels > PIXELS_MAX ? { why: 'pixels', value: pixels, limit: PIXELS_MAX } : null;
}

export async function headOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
}

export const newId = (): string => `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;

const isKept = (file: Blob, kind: Kind | null, side: number) =>
  kind !== null && kind !== 'heic' && side <= 2048 && file.size <= AS_IT_IS_BYTES_MAX;

async function decoded(file: Blob, kind: Kind | null): Promise<{ blob: Blob; width: number; height: number }> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  return isKept(file, kind, Math.max(width, height)) ? { blob: file, width, height } : render(file, { quarters: 0 });
}

export async function takePicture(file: Blob, name: string, pageText = ''): Promise<Picture | Refusal> {
  const head = await headOf(file);
  const kind = kindOf(head);
  const refusal = refusalOf(file, head, kind);
  if (refusal) return refusal;
  const picture = { id: newId(), name: name.slice(0, NAME_CHARS_MAX), source: file, pageText, corrected: null };
  try {
    return { ...picture, ...await decoded(file, kind) };
  } catch {
    if (kind === 'heic') return { ...picture, blob: file, width: 0, height: 0 };
    return { why: kind === null ? 'kind' : 'broken', value: 0, limit: 0 };
  }
}

// Made so small that all fit into one request beside `textBytes`.
async function fitted(pictures: Picture[], textBytes: number): Promise<Blob[]> {
  const room = ((REQUEST_BYTES_MAX - textBytes) * 3) / 4; // In base64 three bytes are four.
  let blobs = pictures.map((picture) => picture.blob);
  for (const side of SIDES) {
    if (blobs.reduce((sum, blob) => sum + blob.size, 0) <= room) break;
    blobs = await Promise.all(pictures.map(async ({ blob, width }) =>
      (width === 0 ? blob : (await render(blob, { quarters: 0, side })).blob)));
  }
  return blobs;
}

export const dataUrl = (blob: Blob): Promise<string> => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result));
  reader.onerror = () => reject(reader.error ?? new Error('unread'));
  reader.readAsDataURL(blob);
});

export async function packed(pictures: Picture[], textBytes: number): Promise<SentImage[]> {
  const blobs = await fitted(pictures, textBytes);
  return Promise.all(pictures.map(async ({ name, corrected, pageText }, i) => {
    const reading = corrected ?? (pageText || null); // An empty correction: there is no text in it.
    return { url: await dataUrl(blobs[i] as Blob), name, ...(reading === null ? {} : { reading }) };
  }));
}

// The texts of PDF pages, for a model that sees the pages as well.
export const pageTexts = (pictures: Picture[]): { name: string; text: string }[] =>
  pictures.filter((picture) => picture.pageText !== '')
    .map(({ name, pageText }) => ({ name: `${name}.txt`, text: pageText }));
