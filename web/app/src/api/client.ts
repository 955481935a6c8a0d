// The calls of docs/events.md as functions. Each throws ApiError: the server's own words, or that
// it could not be reached.
import { shareOf } from '../history/share';
import { noteFeatures } from './features';
import type {
  ConversationResource, Folder, ModelResource, PdfPages, Reading, SearchHit, StartedTurn, TurnRequest,
  TurnResource, WholeConversation,
} from './types';

export class ApiError extends Error {
  // `status` 0: the server was not reached; `code` is the server's stable name of the error.
  constructor(
    message: string,
    readonly status = 0,
    readonly code = 'unreachable',
  ) {
    super(message);
  }
  // Whether the same call may work later without a change.
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
  get unreached(): boolean {
    return this.status === 0;
  }
}

type Watcher = (outcome: 'reached' | 'unreached' | 'signed_out') => void;
let watcher: Watcher = () => {};

// Who is told, after each call, whether the server was there.
export function watchServer(next: Watcher): void {
  watcher = next;
}

async function errorOf(response: Response): Promise<ApiError> {
  let error: { message?: string; code?: string } | null = null;
  try {
    error = (await response.json()).error;
  } catch {
    // Not our JSON: the status has to do.
  }
  return new ApiError(
    error?.message ?? `The server answered ${response.status}.`, response.status,
    error?.code ?? 'unknown');
}

export async function send(path: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    watcher('unreached');
    throw new ApiError('The server cannot be reached.');
  }
  watcher(response.status === 401 ? 'signed_out' : 'reached');
  if (!response.ok) throw await errorOf(response);
  return response;
}

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const options: RequestInit = { method };
  if (body !== undefined) {
    options.headers = { 'Content-Type': 'application/json' };
    options.body = JSON.stringify(body);
  }
  const response = await send(path, options);
  if (response.status === 204) return null as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError('The connection broke in the middle of an answer.');
  }
}

const id = encodeURIComponent;

// Those that can be talked to: others only make embeddings.
export const models = async (): Promise<ModelResource[]> =>
  (await call<{ models: ModelResource[] }>('GET', '/api/models')).models.filter((m) => m.chat !== false);

export async function conversations(
  beforeMs: number | undefined, limit: number, archived = false,
): Promise<ConversationResource[]> {
  const before = beforeMs ? `&before=${beforeMs}` : '';
  const path = `/api/conversations?limit=${limit}${before}${archived ? '&archived=true' : ''}`;
  const page = await call<{ conversations: ConversationResource[]; features?: string[] }>('GET', path);
  noteFeatures(page.features ?? []);
  return page.conversations;
}

export const conversation = (c: string): Promise<WholeConversation> =>
  call('GET', `/api/conversations/${id(c)}`);
export const changeConversation = (
  c: string, change: Partial<ConversationResource>,
): Promise<ConversationResource> => call('PATCH', `/api/conversations/${id(c)}`, change);
export const deleteConversation = (c: string): Promise<null> =>
  call('DELETE', `/api/conversations/${id(c)}`);

export const search = async (words: string): Promise<SearchHit[]> =>
  (await call<{ results: SearchHit[] }>('GET', `/api/search?limit=30&q=${id(words)}`)).results;
export const folders = async (): Promise<Folder[]> =>
  (await call<{ folders: Folder[] }>('GET', '/api/folders')).folders;
export const makeFolder = (name: string): Promise<Folder> => call('POST', '/api/folders', { name });
export const deleteFolder = (f: string): Promise<null> => call('DELETE', `/api/folders/${id(f)}`);
export const share = async (c: string): Promise<string> =>
  (await call<{ share: string }>('POST', `/api/conversations/${id(c)}/share`)).share;
export const unshare = (c: string): Promise<null> =>
  call('DELETE', `/api/conversations/${id(c)}/share`);
export const shared = (s: string): Promise<{ title: string; turns: TurnResource[] }> =>
  call('GET', `/api/shares/${id(s)}`);

export interface Imported {
  imported: number;
  skipped: { at: number; reason: string }[];
}

export async function importFile(file: Blob): Promise<Imported> {
  const response = await send('/api/import', { method: 'POST', body: file });
  return (await response.json()) as Imported;
}

export const startTurn = (request: TurnRequest): Promise<StartedTurn> =>
  call('POST', '/api/turns', request);
export const turn = (t: string): Promise<TurnResource> => call('GET', `/api/turns/${id(t)}`);
export const stopTurn = (t: string, answerNow: boolean): Promise<unknown> =>
  call('POST', `/api/turns/${id(t)}/stop`, { answer_now: answerNow });

// On the page of a share a reader may see what is shared, without a key.
export const pictureUrl = (t: string, index: number): string => {
  const share = shareOf(location.pathname);
  return `/api/${share === null ? '' : `shares/${id(share)}/`}turns/${id(t)}/images/${index}`;
};

export async function readPicture(picture: Blob): Promise<Reading> {
  const response = await send('/api/images', { method: 'POST', body: picture });
  return (await response.json()) as Reading;
}

export async function pdfPages(file: Blob, first: number, count: number): Promise<PdfPages> {
  const response = await send(`/api/pdf?first=${first}&count=${count}`, { method: 'POST', body: file });
  return (await response.json()) as PdfPages;
}

// The byte stream of a turn's events after `seq`.
export async function turnEvents(
  t: string, seq: number, signal?: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const headers: Record<string, string> = { Accept: 'text/event-stream' };
  if (seq > 0) headers['Last-Event-ID'] = String(seq);
  const response = await send(`/api/turns/${id(t)}/events?after=${seq}`, { headers, signal });
  if (!response.body) throw new ApiError('The server sent no stream.');
  return response.body;
}
