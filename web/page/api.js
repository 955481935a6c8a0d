// The calls of docs/events.md as functions. Each throws ApiError: the server's own words, or that
// it could not be reached.

export class ApiError extends Error {
  // `status` 0: the server was not reached; `code` is the server's stable name of the error.
  constructor(message, status = 0, code = 'unreachable') {
    super(message);
    this.status = status;
    this.code = code;
  }
  // Whether the same call may work later without a change.
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

async function errorOf(response) {
  let error = null;
  try {
    error = (await response.json()).error;
  } catch {
    // Not our JSON: the status has to do.
  }
  return new ApiError(
    error?.message ?? `The server answered ${response.status}.`, response.status,
    error?.code ?? 'unknown');
}

async function send(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options });
  } catch (cause) {
    if (cause.name === 'AbortError') throw cause;
    throw new ApiError('The server cannot be reached.');
  }
  // From another device a key is asked for once.
  if (response.status === 401) location.assign('/login');
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function call(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { 'Content-Type': 'application/json' };
    options.body = JSON.stringify(body);
  }
  const response = await send(path, options);
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw new ApiError('The connection broke in the middle of an answer.');
  }
}

const id = encodeURIComponent;

export const models = async () => (await call('GET', '/api/models')).models;

export const conversations = async (beforeMs, limit) =>
  (await call('GET', `/api/conversations?limit=${limit}${beforeMs ? `&before=${beforeMs}` : ''}`))
    .conversations;
export const conversation = (c) => call('GET', `/api/conversations/${id(c)}`);
export const renameConversation = (c, title) =>
  call('PATCH', `/api/conversations/${id(c)}`, { title });
export const deleteConversation = (c) => call('DELETE', `/api/conversations/${id(c)}`);

export const startTurn = (request) => call('POST', '/api/turns', request);
export const turn = (t) => call('GET', `/api/turns/${id(t)}`);
export const stopTurn = (t, answerNow) =>
  call('POST', `/api/turns/${id(t)}/stop`, { answer_now: answerNow });

// The byte stream of a turn's events after `seq`.
export async function turnEvents(t, seq, signal) {
  const headers = { Accept: 'text/event-stream' };
  if (seq > 0) headers['Last-Event-ID'] = String(seq);
  const response = await send(`/api/turns/${id(t)}/events?after=${seq}`, { headers, signal });
  return response.body;
}
