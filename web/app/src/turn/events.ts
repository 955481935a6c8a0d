// The one stream type of the program (docs/events.md): what the log holds, the wire carries and the
// screen is reduced from.
import type { Hazard, RepairState } from './repair';

export type Mode = 'instant' | 'thinking' | 'contemplating';
export type PartKind = 'text' | 'reasoning' | 'tool_call';
export type Finish =
  | 'stop' | 'length' | 'tool_calls' | 'stopped_early' | 'stopped_by_user' | 'budget'
  | 'interrupted' | 'failed' | 'repetition';

export interface Usage {
  tokens_prompt: number;
  tokens_cached: number;
  tokens_new: number;
  tokens_reasoning: number;
}

export interface Tally {
  answer: string;
  normalised: string;
  agents: number[];
  weight: number;
}

export interface WrongEquation {
  left: string;
  right: string;
  fault: 'value' | 'units';
}

export interface Calculation {
  checked: number;
  holding: number;
  wrong: WrongEquation[]; // The first of those that do not hold.
}

export interface Report {
  mode: Mode;
  agents_started: number;
  agents_used: number;
  agents_stopped_early: number;
  agents_fit?: number; // At once; with agents_wanted, where the context had room for fewer than that.
  agents_wanted?: number;
  agreement: number;
  probability?: number; // That a voted answer is right; left out where not known.
  tallies: Tally[];
  winner: number;
  tokens_spent: number;
  tokens_saved: number;
  prompt_tokens_saved: number;
  wall_ms: number;
  first_token_ms: number;
  single_pass_ms: number;
  calculation?: Calculation; // Of the answer's equations; left out where none was checked.
}

// When the turn is expected to end, and the latest that it can, in milliseconds from its start.
export interface Forecast {
  expected_ms?: number; // Left out where not known yet.
  latest_ms: number;
}

export interface TurnError {
  code: string;
  message: string;
  param?: string;
}

export type Event =
  | { type: 'turn_started'; turn: string; mode: Mode; model: string }
  | { type: 'branch_started'; branch: number; parent: number; role?: string }
  | {
      type: 'part_started'; part: number; branch: number; kind: PartKind;
      tool_call_id?: string; tool_name?: string;
    }
  | { type: 'text_delta'; part: number; text: string }
  | { type: 'part_finished'; part: number }
  | { type: 'tool_finished'; part: number; result: string; failed?: boolean }
  | {
      type: 'answer_found'; branch: number; answer: string; normalised: string;
      confidence: number;
    }
  | { type: 'vote_changed'; tallies: Tally[]; decided: boolean }
  | { type: 'branch_finished'; branch: number; reason: Finish; usage?: Usage }
  | ({ type: 'forecast' } & Forecast)
  | { type: 'safety_notice'; hazards: Hazard[] }
  | ({ type: 'repair_state' } & RepairState)
  | { type: 'turn_finished'; reason: Finish; usage?: Usage; report?: Report | null }
  | { type: 'turn_failed'; error?: TurnError };
