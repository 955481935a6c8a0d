// Which pictures an answer is about: those of its own question, or else of the nearest one before.
import { createContext } from 'react';
import type { TurnImage } from '../api/types';
import type { Step } from '../chat/path';
import type { Turn } from '../turn/turn';

export interface Seen {
  turn: string;
  images: TurnImage[];
}

export const SeenContext = createContext<Seen | null>(null);

// For each step the turn that brought them.
export function picturedBy(steps: Step<Turn>[]): (Turn | null)[] {
  let last: Turn | null = null;
  return steps.map(({ turn }) => {
    if (turn.view.resource.images?.length) last = turn;
    return last;
  });
}
