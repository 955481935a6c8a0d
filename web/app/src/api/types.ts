// What the server's resources look like (docs/events.md). Fields that an older server does not send
// are optional: the app offers only what the resource shows.
import type { Mode } from '../turn/events';
import type { RepairAsk } from '../turn/repair';
import type { TurnStatus } from '../turn/votes';

export interface TurnResource {
  id: string;
  conversation: string;
  position: number;
  status: TurnStatus;
  model: string;
  mode: Mode;
  input: string;
  answer: string;
  reasoning: string;
  last_seq: number;
  created_ms: number;
  finished_ms: number;
  parent?: string | null;
  settings?: { assistant?: string };
  images?: TurnImage[];
}

// A picture of a question, as the server keeps it.
export interface TurnImage {
  index: number;
  name: string | null;
  media_type: string;
  width: number;
  height: number;
  bytes: number;
  reading: string | null; // What the user made of the text in it.
}

// A picture that goes along with a question.
export interface SentImage {
  url: string; // data:
  name?: string;
  reading?: string;
}

// What programs read in a picture.
export interface Reading {
  width: number;
  height: number;
  text: string;
  lines: { text: string; confidence: number; block: number; words: { text: string; confidence: number }[] }[];
  codes: { kind: string; text: string }[];
  colours: { name: string; share: number; mean: string }[];
  notes: string[];
}

export interface PdfPages {
  pages_total: number;
  pages: { page: number; text: string; image: string; width: number; height: number }[];
  notes: string[];
}

export interface ConversationResource {
  id: string;
  title: string;
  created_ms: number;
  updated_ms: number;
  pinned?: boolean;
  archived?: boolean;
  folder?: string | null;
  leaf?: string | null;
  share?: string | null;
}

// What a model is told in place of `turn` and all before it.
export interface Summary {
  turn: string;
  summary: string;
  model: string;
  created_ms: number;
}

export interface WholeConversation extends ConversationResource {
  turns: TurnResource[];
  summaries?: Summary[];
}

export interface ModelResource {
  name: string;
  state: 'available' | 'loading' | 'ready' | 'failed';
  reason?: string;
  size_bytes: number;
  memory_bytes: number;
  context_tokens: number;
  licence: string;
  reasoning: boolean;
  vision?: boolean; // It sees pictures; others are told what is read in them.
  chat?: boolean;
}

export interface TurnRequest {
  input: string;
  conversation?: string;
  parent?: string | null;
  model?: string;
  mode?: Mode;
  agents?: number;
  system?: string;
  temperature?: number;
  seed?: number;
  max_tokens?: number;
  assistant?: 'repair';
  repair?: RepairAsk;
  auto_title?: boolean;
  images?: SentImage[];
}

export interface StartedTurn {
  turn: string;
  conversation: string;
  position: number;
}

export interface Folder {
  id: string;
  name: string;
}

export interface SearchHit {
  conversation: string;
  title: string;
  turn: string | null;
  snippet: string;
  pieces?: string[]; // The snippet cut up: plain, found, plain...
}
