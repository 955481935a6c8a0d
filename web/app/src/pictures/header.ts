// What a file is, told from its first bytes, and how large the picture in it would be: both are known
// before anything is decoded.

export type Kind = 'png' | 'jpeg' | 'webp' | 'gif' | 'heic' | 'pdf';

export interface Size {
  width: number;
  height: number;
}

export const HEAD_BYTES = 256 * 1024; // A camera may put a preview before the size.

const letters = (bytes: Uint8Array, from: number, count: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + count));

const HEIF_BRANDS = new Set(['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1']);

export function kindOf(bytes: Uint8Array): Kind | null {
  if (letters(bytes, 0, 4) === '\x89PNG') return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (/^GIF8[79]a/.test(letters(bytes, 0, 6))) return 'gif';
  if (letters(bytes, 0, 4) === 'RIFF' && letters(bytes, 8, 4) === 'WEBP') return 'webp';
  if (letters(bytes, 4, 4) === 'ftyp' && HEIF_BRANDS.has(letters(bytes, 8, 4))) return 'heic';
  return letters(bytes, 0, 5) === '%PDF-' ? 'pdf' : null;
}

function jpegSize(view: DataView): Size | null {
  let at = 2;
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpSize(bytes: Uint8Array, view: DataView): Size | null {
  const form = letters(bytes, 12, 4);
  const three = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  if (form === 'VP8X') return { width: three(24), height: three(27) };
  if (form === 'VP8 ') {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (form !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

// As stored, before it is turned upright; null where the head does not say.
export function sizeOf(bytes: Uint8Array, kind: Kind): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 30) return null;
  if (kind === 'png') return { width: view.getUint32(16), height: view.getUint32(20) };
  if (kind === 'gif') return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (kind === 'jpeg') return jpegSize(view);
  return kind === 'webp' ? webpSize(bytes, view) : null;
}
