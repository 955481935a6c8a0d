// The reader's settings: kept in the browser, always valid whatever was stored.
import { create } from 'zustand';
import type { Language } from '../i18n/language';
import type { Mode } from '../turn/events';
import { read, write } from './storage';

export const MODES: Mode[] = ['instant', 'thinking', 'contemplating'];
export const AGENTS_MIN = 2;
export const AGENTS_MAX = 16;
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface Settings {
  mode: Mode;
  agents: number;
  model: string; // Empty: the server's choice.
  sidebar: boolean;
  theme: Theme;
  language: Language;
  system: string; // A system prompt for every turn; empty: none.
  temperature: number | null; // Null: the server's.
  maxTokens: number | null;
  seed: number | null;
  autoTitle: boolean; // The model titles conversations.
  autoRepair: boolean; // A page that fails is given back to the model once.
}

export const DEFAULTS: Settings = {
  mode: 'instant', agents: 8, model: '', sidebar: true, theme: 'system', language: 'en',
  system: '', temperature: null, maxTokens: null, seed: null, autoTitle: true, autoRepair: true,
};

const within = (low: number, high: number) => (v: unknown) =>
  v === null || (typeof v === 'number' && Number.isFinite(v) && v >= low && v <= high);

const CHECKS: { [K in keyof Settings]: (v: unknown) => boolean } = {
  mode: (v) => MODES.includes(v as Mode),
  agents: (v) => Number.isInteger(v) && Number(v) >= AGENTS_MIN && Number(v) <= AGENTS_MAX,
  model: (v) => typeof v === 'string',
  sidebar: (v) => typeof v === 'boolean',
  theme: (v) => THEMES.includes(v as Theme),
  language: (v) => v === 'en' || v === 'ar',
  system: (v) => typeof v === 'string',
  temperature: within(0, 2),
  maxTokens: within(1, 1e6),
  seed: within(0, 4294967295),
  autoTitle: (v) => typeof v === 'boolean',
  autoRepair: (v) => typeof v === 'boolean',
};

// Any text to settings; what does not fit is left at its default.
export function parseSettings(text: string | null): Settings {
  let stored: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null) stored = value as Record<string, unknown>;
  } catch {
    // Not ours or broken: the defaults do.
  }
  const kept = Object.entries(CHECKS).filter(([key, fits]) => key in stored && fits(stored[key]));
  return { ...DEFAULTS, ...Object.fromEntries(kept.map(([key]) => [key, stored[key]])) };
}

export const useSettings = create<Settings>(() => parseSettings(read('settings')));

export const settings = (): Settings => useSettings.getState();

let kept = true; // Whether the browser had room for the last change.

// Another tab may have changed others meanwhile: those stay as it left them.
export function changeSettings(change: Partial<Settings>): void {
  const before = kept ? parseSettings(read('settings')) : settings();
  useSettings.setState(change);
  kept = write('settings', JSON.stringify({ ...before, ...change }));
}
