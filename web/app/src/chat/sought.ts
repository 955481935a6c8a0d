// A turn that the address names, as a search found it: brought into sight once.
import { useLayoutEffect, useRef, type RefObject } from 'react';
import { useRoute } from '../app/route';
import type { Turn } from '../turn/turn';
import { leafBelow, type Step } from './path';
import { choosePath, useChat } from './store';

const resourceOf = (turn: Turn) => turn.view.resource;

// `show` is told how many of the last steps have to be in the document; `found` before it scrolls.
export function useSought(
  scroller: RefObject<HTMLElement | null>, steps: Step<Turn>[], show: (count: number) => void,
  found: () => void,
): void {
  const route = useRoute();
  const { conversation, turns } = useChat();
  const wanted = route.name === 'chat' && route.conversation === conversation ? route.turn : null;
  const done = useRef<string | null>(null);
  const turned = useRef<string | null>(null); // For which another branch was tried.
  // After each drawing: until it is there, each one brings it nearer.
  useLayoutEffect(() => {
    if (wanted === null) done.current = null;
    if (wanted === null || done.current === wanted) return;
    const at = steps.findIndex((step) => step.turn.id === wanted);
    if (at < 0) {
      const turn = turns.find((other) => other.id === wanted);
      if (turn && turned.current !== wanted) void choosePath(leafBelow(turn, turns, resourceOf).id);
      turned.current = turn ? wanted : null;
      return;
    }
    const element = scroller.current?.querySelector(`[data-turn="${CSS.escape(wanted)}"]`);
    if (!element) {
      show(steps.length - at);
      return;
    }
    done.current = wanted;
    found();
    element.scrollIntoView({ block: 'start' });
    element.classList.add('sought');
  });
}
