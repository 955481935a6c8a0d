// Keys that work everywhere. What they do is one list: the help shows it and the palette offers it.
import { open, runningTurn, stop, useChat } from '../chat/store';
import type { Key } from '../i18n/language';
import { changeSettings } from '../settings/settings';
import type { Mode } from '../turn/events';
import { dialogs } from '../ui/focus';
import type { IconName } from '../ui/Icon';
import { go } from './route';
import { useUi } from './ui';

export interface Command {
  id: string;
  label: Key;
  keys?: string; // As the help shows it.
  icon: IconName;
  code?: string; // With Alt.
  act(): void;
}

// Where nothing else has opened by now.
export function focusComposer(): void {
  if (dialogs().length > 0) return;
  document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus({ preventScroll: true });
}

export function newChat(): void {
  useUi.setState({ drawer: false });
  void open(null);
  go('#');
  setTimeout(focusComposer);
}

const mode = (m: Mode, digit: number, icon: IconName): Command => ({
  id: m, label: `mode.${m}`, keys: `Alt ${digit}`, code: `Digit${digit}`, icon,
  act: () => changeSettings({ mode: m }),
});

export const COMMANDS: Command[] = [
  { id: 'new', label: 'new', keys: 'Alt N', code: 'KeyN', icon: 'plus', act: newChat },
  mode('instant', 1, 'bolt'), mode('thinking', 2, 'bulb'), mode('contemplating', 3, 'split'),
  { id: 'now', label: 'answer.now', keys: 'Alt A', code: 'KeyA', icon: 'now', act: () => void stop('answer_now') },
  { id: 'stop', label: 'stop', keys: 'Esc', icon: 'stop', act: () => void stop('stop') },
  { id: 'gallery', label: 'gallery', keys: 'Alt G', code: 'KeyG', icon: 'grid', act: () => go('#/gallery') },
  { id: 'repair', label: 'repair', icon: 'wrench', act: () => go('#/repair') },
  { id: 'print', label: 'print', icon: 'print', act: () => setTimeout(() => window.print()) },
  { id: 'theme', label: 'theme.dark', icon: 'moon', act: () => changeSettings({ theme: 'dark' }) },
  { id: 'light', label: 'theme.light', icon: 'moon', act: () => changeSettings({ theme: 'light' }) },
  { id: 'settings', label: 'settings', keys: 'Alt ,', code: 'Comma', icon: 'sliders', act: () => useUi.getState().show('settings') },
  { id: 'keys', label: 'keys', keys: '?', icon: 'keyboard', act: () => useUi.getState().show('keys') },
];

const writes = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.matches('textarea, input:not([type=radio], [type=range]), [contenteditable]');

export function installKeys(): void {
  document.addEventListener('keydown', (e) => {
    if (e.isComposing || e.defaultPrevented) return;
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      useUi.getState().show('palette');
      return;
    }
    if (dialogs().length > 0) return;
    let act: (() => void) | undefined;
    if (e.key === 'Escape') act = escape;
    else if (e.altKey && !e.ctrlKey && !e.metaKey) act = COMMANDS.find((c) => c.code === e.code)?.act;
    else if (e.key === '/' && !writes(e.target)) act = focusComposer;
    else if (e.key === '?' && !writes(e.target)) act = () => useUi.getState().show('keys');
    if (!act) return;
    e.preventDefault();
    act();
  });
}

function escape(): void {
  if (useUi.getState().drawer) useUi.setState({ drawer: false });
  else if (runningTurn(useChat.getState().turns)) void stop('stop');
  else focusComposer();
}
