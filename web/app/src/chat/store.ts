// The conversation that is open: its turns, and what the reader does to them. One at a time; what
// comes late for a conversation that was left is dropped.
import { create } from 'zustand';
import * as api from '../api/client';
import { ApiError } from '../api/client';
import type { SentImage, Summary, TurnRequest, TurnResource } from '../api/types';
import { go, hrefOf } from '../app/route';
import { useUi } from '../app/ui';
import { giveBack, moveDraft, setFiles, setText } from '../composer/drafts';
import { t } from '../i18n/language';
import { shownAs } from '../pictures/sent';
import { settings } from '../settings/settings';
import type { Mode } from '../turn/events';
import type { RepairAsk } from '../turn/repair';
import { Turn, type HowToStop } from '../turn/turn';
import { Reads } from './reads';
import { announceChange } from './tabs';

export interface Ask {
  input: string;
  mode?: Mode;
  model?: string;
  agents?: number;
  images?: SentImage[] | Promise<SentImage[]>;
  parent?: string | null; // Branches off after that turn, null: from the start.
  repair?: RepairAsk; // For the repair assistant, which also answers what follows its turns.
  again?: boolean; // Not from the composer: what is written there stays, and the caller keeps its own.
  back?: string; // What the composer gets back where it cannot be sent; the input unless given.
}

interface ChatState {
  conversation: string | null;
  title: string;
  turns: Turn[];
  leaf: string | null; // The last turn of the path that is shown.
  summaries: Summary[];
  loading: boolean;
  pending: string | null; // A question on its way.
  pendingImages: SentImage[];
  error: string | null;
  composed: string | null; // A text that the composer is to take over.
}

const EMPTY: ChatState = {
  conversation: null, title: '', turns: [], leaf: null, summaries: [], loading: false, pending: null, pendingImages: [],
  error: null, composed: null,
};

export const useChat = create<ChatState>(() => EMPTY);

const chat = () => useChat.getState();
const RETRY_MS = 3000; // Before a conversation that a busy server did not give is asked for again.
let opening = 0; // Counts, so that a slow answer for a conversation left behind is dropped.
const reads = new Reads();
let choosing = 0; // Choices of a path that the server has not yet confirmed: what it tells of the leaf is older.
let chosen: Promise<void> = Promise.resolve(); // When the newest of them has ended.

// When this tab last changed the conversation: what the server tells of it just then is mostly that.
let changedMs = -Infinity;
const NEWS_MS = 1500;
let newsTimer: ReturnType<typeof setTimeout> | undefined;
let missed = false; // News came, or was dropped, while something was being sent: it may be of what that begins.

const listChanged = new Set<() => void>();
export function onListChange(act: () => void): () => void {
  listChanged.add(act);
  return () => listChanged.delete(act);
}

export function compose(text: string): void {
  useChat.setState({ composed: text });
}

export const showError = (error: string | null): void => useChat.setState({ error });

function wordsOf(error: unknown): string {
  if (error instanceof ApiError && error.unreached) return t('server.lost');
  return error instanceof Error ? error.message : String(error);
}

export const showFailure = (error: unknown): void => showError(wordsOf(error));

function watch(turn: Turn): void {
  void turn.follow().then(() => {
    changedMs = performance.now();
    listChanged.forEach((act) => act());
    if (chat().turns.includes(turn)) useChat.setState({ turns: [...chat().turns] });
  });
}

// The turns of the server, with those that are known already as they are.
function merge(resources: TurnResource[]): Turn[] {
  const known = new Map(chat().turns.map((turn) => [turn.id, turn]));
  return resources.map((resource) => {
    const old = known.get(resource.id);
    if (old) return old;
    const turn = new Turn(resource);
    if (turn.running) watch(turn);
    return turn;
  });
}

export async function open(id: string | null): Promise<void> {
  opening += 1;
  choosing = 0;
  for (const turn of chat().turns) turn.leave();
  if (useUi.getState().canvas?.turn) useUi.setState({ canvas: null });
  useChat.setState({ ...EMPTY, conversation: id, loading: id !== null });
  if (id !== null) await load(id, opening);
}

async function load(id: string, token: number): Promise<void> {
  const read = reads.begin();
  try {
    const whole = await api.conversation(id);
    if (token !== opening || !reads.take(read)) return;
    const { turns, title, leaf: told = null, summaries = [] } = whole;
    const leaf = choosing > 0 ? chat().leaf : told;
    useChat.setState({ turns: merge(turns), title, leaf, summaries, loading: false });
  } catch (error) {
    if (token !== opening || !reads.take(read)) return;
    if (error instanceof ApiError && error.status === 401) return; // The banner says so; what was read stays.
    if (error instanceof ApiError && error.passing) {
      // Where the server is away it is loaded when that is back.
      if (!error.unreached) setTimeout(() => { if (token === opening) void load(id, token); }, RETRY_MS);
      return;
    }
    go('#', true);
    await open(null);
    showFailure(error);
  }
}

// Another tab or device may have changed it, or the server was away.
export async function refresh(): Promise<void> {
  const { conversation, pending } = chat();
  if (pending !== null) missed = true;
  else if (conversation !== null) await load(conversation, opening);
}

// The server tells that a conversation has changed (null: any may have). It is read anew, a little later where
// this tab itself has just begun something or seen it end, as that is what it mostly hears of then.
export function heardOf(conversation: string | null): void {
  const { conversation: shown, pending } = chat();
  if (pending !== null) missed = true;
  if (conversation !== null && conversation !== shown) return;
  clearTimeout(newsTimer);
  newsTimer = setTimeout(() => { void refresh(); }, Math.max(0, changedMs + NEWS_MS - performance.now()));
}

// What is being read just now may not know of a change made here: it is read again.
function outdate(): void {
  if (reads.outdate()) missed = true;
}

function hearMissed(): void {
  if (missed) heardOf(null);
  missed = false;
}

function requestOf(ask: Ask): TurnRequest {
  const s = settings();
  const request: TurnRequest = { input: ask.input, mode: ask.mode ?? s.mode };
  const model = ask.model ?? s.model;
  if (model) request.model = model;
  if (request.mode === 'contemplating') request.agents = ask.agents || s.agents;
  const { conversation } = chat();
  if (conversation !== null) request.conversation = conversation;
  if (ask.parent !== undefined) request.parent = ask.parent;
  const repairs = chat().turns.at(-1)?.view.resource.settings?.assistant === 'repair';
  if (ask.repair || repairs) {
    request.assistant = 'repair';
    request.repair = { language: s.language, ...ask.repair };
  }
  if (s.system.trim()) request.system = s.system;
  if (s.temperature !== null) request.temperature = s.temperature;
  if (s.maxTokens !== null) request.max_tokens = s.maxTokens;
  if (s.seed !== null) request.seed = s.seed;
  if (!s.autoTitle) request.auto_title = false;
  return request;
}

// Resolves with the turn's id, or with null where it was not started.
export async function ask(question: Ask): Promise<string | null> {
  const request = requestOf(question);
  const token = opening;
  const { conversation } = chat();
  const from = location.hash;
  useChat.setState({ pending: question.input, pendingImages: [], error: null });
  if (!question.again) {
    setText(conversation, '');
    setFiles(conversation, []);
  }
  try {
    const images = await question.images ?? [];
    if (images.length > 0) request.images = images;
    if (token === opening) useChat.setState({ pendingImages: images });
    await chosen; // It goes on after what is shown.
    const started = await api.startTurn(request);
    if (token === opening) await begun(started, request, from);
    listChanged.forEach((act) => act());
    announceChange(started.conversation);
    return started.turn;
  } catch (error) {
    await notAsked(question, conversation, token, error);
    return null;
  }
}

async function begun(
  { turn: id, conversation, position }: { turn: string; conversation: string; position: number },
  request: TurnRequest, from: string,
): Promise<void> {
  // A reading that came before this answer may have brought it.
  const known = chat().turns.find((one) => one.id === id);
  const turn = known ?? new Turn({
    id, conversation, position, status: 'running', model: request.model ?? '',
    mode: request.mode ?? 'instant', input: request.input, answer: '', reasoning: '', last_seq: 0,
    created_ms: Date.now(), finished_ms: 0, images: shownAs(request.images ?? []),
    settings: { assistant: request.assistant },
    parent: request.parent === undefined ? chat().leaf : request.parent,
  });
  changedMs = performance.now();
  outdate();
  const fresh = chat().conversation === null;
  if (fresh) moveDraft(conversation);
  useChat.setState({
    conversation, pending: null, leaf: id, turns: known ? chat().turns : [...chat().turns, turn],
    title: fresh ? request.input.trim().split('\n')[0] ?? '' : chat().title,
  });
  if (fresh && location.hash === from) go(hrefOf(conversation), true);
  if (!known) watch(turn);
  hearMissed();
  if (request.parent !== undefined) await refresh();
}

async function notAsked(
  { input, again, back = input }: Ask, conversation: string | null, token: number, error: unknown,
): Promise<void> {
  if (token === opening) useChat.setState({ pending: null });
  hearMissed();
  if (!again) giveBack(conversation, back);
  const elsewhere = !again && chat().conversation !== conversation;
  showError(elsewhere ? `${t('ask.waits')} ${wordsOf(error)}` : wordsOf(error));
  // A turn runs in it that another tab has started: show that.
  if (error instanceof ApiError && error.code === 'conflict' && token === opening) await refresh();
}

// Shows the path that ends in `leaf`, now and when the conversation is opened again.
export async function choosePath(leaf: string): Promise<void> {
  const { conversation } = chat();
  if (conversation === null) return;
  const token = opening;
  useChat.setState({ leaf });
  choosing += 1;
  const told = api.changeConversation(conversation, { leaf }).then(() => false, (error: unknown) => {
    showFailure(error);
    return true;
  });
  chosen = Promise.all([chosen, told]).then(() => {});
  const failed = await told;
  if (token !== opening) return;
  choosing -= 1;
  outdate();
  if (failed) missed = true; // What the server has is shown again.
  hearMissed();
}

export const runningTurn = (turns: Turn[]): Turn | null =>
  turns.findLast((turn) => turn.running) ?? null;

// Whether a question is on its way or being answered: no other can be asked.
export const useBusy = (): boolean => useChat((s) => s.pending !== null || runningTurn(s.turns) !== null);

export async function stop(how: HowToStop): Promise<void> {
  const turn = runningTurn(chat().turns);
  if (!turn || turn.view.stopping !== null) return;
  try {
    await turn.stop(how);
  } catch (error) {
    showFailure(error);
  }
}
