// Text files that go along with a question: they become part of its text, each in a block that says
// its name, so that the model reads them and the app can show them as files again.

export interface Attachment {
  name: string;
  text: string;
}

export const FILE_BYTES_MAX = 1024 * 1024;
export const PASTED_CHARS_MAX = 16_000; // Longer pasted text becomes a file: no field is made for that.
export const FILES_MAX = 8;

const MARK = 'Attached file: ';

// A fence that does not occur in the text.
function fenceFor(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
  return '`'.repeat(Math.max(4, longest + 1));
}

export function joinAttachments(text: string, files: Attachment[]): string {
  const blocks = files.map((file) => {
    const fence = fenceFor(file.text);
    return `${MARK}${file.name.replace(/[\r\n]/g, ' ')}\n${fence}\n${file.text}\n${fence}`;
  });
  return [...blocks, text].join('\n\n');
}

export function splitAttachments(input: string): { text: string; files: Attachment[] } {
  const files: Attachment[] = [];
  let rest = input;
  for (;;) {
    const head = /^Attached file: ([^\n]+)\n(`{4,})\n/.exec(rest);
    if (!head) return { text: rest, files };
    const from = head[0].length;
    const end = rest.indexOf(`\n${head[2]}`, from - 1);
    if (end < 0) return { text: rest, files };
    files.push({ name: head[1] ?? '', text: rest.slice(from, Math.max(from, end)) });
    rest = rest.slice(end + 1 + (head[2] ?? '').length).replace(/^\n{1,2}/, '');
  }
}

const numbered = (name: string, n: number): string => name.replace(/(\.[^.]*)?$/, ` ${n}$1`);

// Another file of the same name gets a number; the same file once more changes nothing.
export function withFile(files: Attachment[], file: Attachment): Attachment[] {
  if (files.some(({ name, text }) => name === file.name && text === file.text)) return files;
  let { name } = file;
  for (let n = 2; files.some((other) => other.name === name); n += 1) name = numbered(file.name, n);
  return [...files, { ...file, name }];
}

export type ReadFailure = 'size' | 'binary';

export async function readTextFile(file: File): Promise<Attachment | ReadFailure> {
  if (file.size > FILE_BYTES_MAX) return 'size';
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? 'binary' : { name: file.name, text };
  } catch {
    return 'binary';
  }
}

export const fileOfPaste = (text: string, name: string): File | null =>
  (text.length > PASTED_CHARS_MAX ? new File([text], name, { type: 'text/plain' }) : null);
