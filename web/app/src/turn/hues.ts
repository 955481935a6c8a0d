// A hue for each different answer of a turn, in the order in which the agents stand that gave them,
// so that a colour never changes its meaning. Colour only repeats what text says.
import type { TurnState } from './reduce';
import { keyOf, talliesOf } from './votes';

const HUES = 6; // As many as lanes.css knows.

export type HueOf = (normalised: string) => number | undefined;

// Keeps what it has given: `known` grows with the turn.
export function huesOf(state: TurnState, known: Map<string, number>): HueOf {
  const note = (key: string) => {
    if (key && !known.has(key)) known.set(key, known.size % HUES);
  };
  for (const tally of talliesOf(state)) note(keyOf(tally));
  for (const branch of state.branches) note(branch.normalised);
  return (normalised) => known.get(normalised);
}
