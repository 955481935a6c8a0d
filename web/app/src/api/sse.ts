// Reads server-sent events out of a byte stream. Knows the framing only, not what is in it.

export interface Frame {
  id: string;
  event: string;
  data: string;
}

// Takes text in any pieces, gives whole frames.
export class FrameParser {
  #rest = '';
  #frame: { id: string; event: string; data: string | null } = { id: '', event: '', data: null };

  push(text: string): Frame[] {
    const frames: Frame[] = [];
    this.#rest += text;
    // A trailing CR may be half of a CRLF: it waits for the next piece.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') {
        this.#field(line);
        continue;
      }
      const { id, event, data } = this.#frame;
      if (data !== null) frames.push({ id, event, data });
      this.#frame = { id: '', event: '', data: null };
    }
    return frames;
  }

  #field(line: string): void {
    if (line.startsWith(':')) return; // A heartbeat.
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') {
      this.#frame.data = this.#frame.data === null ? value : `${this.#frame.data}\n${value}`;
    } else if (name === 'id' || name === 'event') {
      this.#frame[name] = value;
    }
  }
}

export async function* frames(bytes: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  const parser = new FrameParser();
  const reader = bytes.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
