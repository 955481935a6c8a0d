// A conversation in which questions were edited or asked again is a tree of turns; shown is the one
// path that ends in its leaf. A server that knows no branches gives a plain list.
import type { TurnResource } from '../api/types';

export interface Step<T> {
  turn: T;
  siblings: T[]; // All turns with the same parent, the shown one among them, oldest first.
}

const parentOf = (r: TurnResource): string | null => r.parent ?? null;

export function pathOf<T>(
  turns: T[], resourceOf: (turn: T) => TurnResource, leaf: string | null,
): Step<T>[] {
  const branching = turns.some((turn) => resourceOf(turn).parent !== undefined);
  if (!branching) return turns.map((turn) => ({ turn, siblings: [turn] }));
  const byId = new Map(turns.map((turn) => [resourceOf(turn).id, turn]));
  const steps: Step<T>[] = [];
  let at = byId.get(leaf ?? '') ?? turns.at(-1);
  const seen = new Set<T>(); // A broken tree must not hang the page.
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    const parent = parentOf(resourceOf(at));
    const siblings = turns.filter((turn) => parentOf(resourceOf(turn)) === parent);
    steps.push({ turn: at, siblings });
    at = parent === null ? undefined : byId.get(parent);
  }
  return steps.reverse();
}

// The newest turn below `turn`: where choosing a sibling leads.
export function leafBelow<T>(
  turn: T, turns: T[], resourceOf: (turn: T) => TurnResource,
): T {
  let at = turn;
  for (let depth = 0; depth < turns.length; depth += 1) {
    const { id } = resourceOf(at);
    const next = turns.findLast((other) => resourceOf(other).parent === id);
    if (!next) break;
    at = next;
  }
  return at;
}
