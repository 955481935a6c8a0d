// Boxes and points that a vision model names in an answer, as JSON on a grid of 0 to 1000 over the
// picture: `bbox_2d` [left, top, right, bottom] and `point_2d` [x, y], or `box_2d` [top, left, bottom,
// right] and `point` [y, x]. Half-written text gives what is whole so far.

export interface Region {
  label: string;
  left: number; // Shares of the picture, 0 to 1.
  top: number;
  width: number; // 0 with the height: a point.
  height: number;
}

export interface Regions {
  regions: Region[];
  lost: number; // That lie outside the picture, or of which nothing can be drawn.
}

export const REGIONS_MAX = 100;
const CODE_CHARS_MAX = 200_000;
const GRID = 1000;

const OBJECT = /\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}/g; // That holds no other.
const LABELS = ['label', 'name', 'text_content', 'text', 'description'];

const FORMS: { key: string; order: (n: number[]) => number[] }[] = [
  { key: 'bbox_2d', order: (n) => n },
  { key: 'box_2d', order: ([top = 0, left = 0, bottom = 0, right = 0]) => [left, top, right, bottom] },
  { key: 'point_2d', order: (n) => n },
  { key: 'point', order: ([y = 0, x = 0]) => [x, y] },
];

function labelOf(entry: Record<string, unknown>): string {
  const key = LABELS.find((name) => typeof entry[name] === 'string');
  return key ? String(entry[key]).trim().slice(0, 200) : '';
}

// Null: it names no place. 'lost': no place in the picture.
function regionOf(entry: Record<string, unknown>): Region | 'lost' | null {
  const form = FORMS.find(({ key }) => Array.isArray(entry[key]));
  if (!form) return null;
  const numbers = entry[form.key] as unknown[];
  const wanted = form.key.startsWith('point') ? 2 : 4;
  const fits = numbers.length === wanted &&
    numbers.every((n) => typeof n === 'number' && n >= 0 && n <= GRID);
  if (!fits) return 'lost';
  const [left = 0, top = 0, right = left, bottom = top] = form.order(numbers as number[]).map((n) => n / GRID);
  if (wanted === 4 && (right <= left || bottom <= top)) return 'lost';
  return { label: labelOf(entry), left, top, width: right - left, height: bottom - top };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

// Null where the text is about something else.
export function regionsOf(code: string): Regions | null {
  const found: Regions = { regions: [], lost: 0 };
  for (const [text] of code.slice(0, CODE_CHARS_MAX).matchAll(OBJECT)) {
    const entry = parsed(text);
    const region = entry && regionOf(entry);
    if (region === 'lost' || (region && found.regions.length === REGIONS_MAX)) found.lost += 1;
    else if (region) found.regions.push(region);
  }
  return found.regions.length + found.lost > 0 ? found : null;
}

// Some models answer with nothing but the JSON: it is put into the block that it would stand in.
export function fenced(answer: string): string {
  return /^\s*[[{]/.test(answer) && regionsOf(answer) ? `\`\`\`json\n${answer.trim()}\n\`\`\`` : answer;
}
