// A page that fails is given back to the model with what went wrong: by a click, and by itself once
// for a page that was just made.
import { ask } from '../chat/store';
import type { Translate } from '../i18n/language';

export interface PageError {
  message: string;
  line: number;
}

const repairs = new Set<string>(); // Turns that were asked to repair.
const repaired = new Set<string>(); // Turns whose page was given back.

export const mayRepairItself = (turn: string): boolean => !repairs.has(turn) && !repaired.has(turn);

export async function repair(turn: string | null, error: PageError, t: Translate): Promise<void> {
  if (turn !== null) repaired.add(turn);
  const started = await ask({
    input: t('repair.prompt', { message: error.message, line: String(error.line) }), again: true,
    mode: 'instant',
  });
  if (started !== null) repairs.add(started);
}
