// Reading a turn's events: frames cut anywhere, lost connections, a server that died.
import { expect, test } from 'vitest';
import { ApiError } from '../src/api/client';
import { follow, type FollowApi } from '../src/api/follow';
import { FrameParser } from '../src/api/sse';
import type { TurnResource } from '../src/api/types';

const TEXT = ': hello\n\nid: 1\ndata: {"a":1}\n\r\nid: 2\r\nevent: e\r\ndata: one\r\ndata:two\r\n\r\n' +
  'data\n\nid: 3\ndata: cut off';
const FRAMES = [
  { id: '1', event: '', data: '{"a":1}' },
  { id: '2', event: 'e', data: 'one\ntwo' },
  { id: '', event: '', data: '' },
];

test('finds the same frames wherever the stream is cut', () => {
  for (let i = 0; i <= TEXT.length; i += 1) {
    for (let j = i; j <= TEXT.length; j += 7) {
      const parser = new FrameParser();
      const pieces = [TEXT.slice(0, i), TEXT.slice(i, j), TEXT.slice(j)];
      expect(pieces.flatMap((p) => parser.push(p)), `cut at ${i} and ${j}`).toEqual(FRAMES);
    }
  }
});

const EVENTS = [
  { type: 'turn_started' }, { type: 'part_started' }, { type: 'text_delta', text: 'gr\u00fc\u00df' },
  { type: 'part_finished' }, { type: 'turn_finished' },
];

// Frames `from` to `to` as bytes, cut into pieces of three bytes so that characters break too.
function bytesOf(from: number, to: number): ReadableStream<Uint8Array> {
  const frames = EVENTS.slice(from - 1, to)
    .map((e, i) => `id: ${from + i}\ndata: ${JSON.stringify(e)}\n\n`).join('');
  const bytes = new TextEncoder().encode(frames);
  return new ReadableStream({
    start(controller) {
      for (let i = 0; i < bytes.length; i += 3) controller.enqueue(bytes.subarray(i, i + 3));
      controller.close();
    },
  });
}

type Answer = Error | ((after: number) => ReadableStream<Uint8Array>);

// A server that answers each stream request by the next of `answers`: a function or an error.
function fakeApi(answers: Answer[], resource: Partial<TurnResource> = { status: 'running', last_seq: 5 }) {
  const asked: number[] = [];
  const api: FollowApi & { asked: number[] } = {
    asked,
    async turnEvents(_turn, after) {
      asked.push(after);
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer;
      return answer(after);
    },
    turn: async () => resource as TurnResource,
  };
  return api;
}

async function followed(api: FollowApi, after = 0) {
  const seen: [number, string][] = [];
  const connection: boolean[] = [];
  const ended = await follow('t', after, {
    api, onEvent: (event, seq) => seen.push([seq, event.type]),
    onConnection: (up) => connection.push(up),
  });
  return { seen, connection, ended };
}

const ALL = EVENTS.map((e, i) => [i + 1, e.type]);

test('hands on each event once over broken connections', async () => {
  const api = fakeApi([
    () => bytesOf(1, 2), new ApiError('away'), () => bytesOf(3, 3), () => bytesOf(4, 5),
  ]);
  const { seen, connection, ended } = await followed(api);
  expect(seen).toEqual(ALL);
  expect(api.asked).toEqual([0, 2, 2, 3]);
  expect(connection).toEqual([true, false, false, true, false, true]);
  expect(ended).toBe(null);
});

test('drops events that it has seen and asks again after a gap', async () => {
  const api = fakeApi([() => bytesOf(1, 3), () => bytesOf(2, 3), () => bytesOf(5, 5), (after) =>
    bytesOf(after + 1, 5)]);
  expect((await followed(api)).seen).toEqual(ALL);
});

test('begins after the event that it is told', async () => {
  const { seen } = await followed(fakeApi([(after) => bytesOf(after + 1, 5)]), 3);
  expect(seen).toEqual(ALL.slice(3));
});

test('ends with the resource where the log has no end', async () => {
  const resource = { status: 'interrupted', last_seq: 3 } as const;
  const { seen, ended } = await followed(fakeApi([() => bytesOf(1, 3)], resource));
  expect(seen).toEqual(ALL.slice(0, 3));
  expect(ended).toBe(resource);
});

test('reads on where the turn is over but not all of it was sent', async () => {
  const resource = { status: 'finished', last_seq: 5 } as const;
  const { seen } = await followed(fakeApi([() => bytesOf(1, 2), () => bytesOf(3, 5)], resource));
  expect(seen).toEqual(ALL);
});

test('gives up where the turn is gone', async () => {
  const gone = new ApiError('No such turn.', 404, 'not_found');
  await expect(followed(fakeApi([gone]))).rejects.toBe(gone);
});

test('stops when told to', async () => {
  const abort = new AbortController();
  const running = follow('t', 0, {
    api: fakeApi([new ApiError('away')]), signal: abort.signal, onEvent: () => {},
    onConnection: () => abort.abort(),
  });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});
