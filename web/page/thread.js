// The turns of the open conversation, one under the other. Draws at most once a frame whatever
// comes in, and keeps the end in sight as long as the reader is there.
import { el, icon } from './dom.js';
import { Turn } from './turn.js';
import { TurnView } from './turn_view.js';

const NEAR_END_PX = 48;

export class Thread {
  #views = new Map(); // By Turn.
  #dirty = new Set();
  #frame = 0;
  #atEnd = true;

  // `actions`: {retry, answerNow, onSettled(turn)}; `dialog`: the page's AgentDialog.
  constructor(scroller, dialog, actions) {
    Object.assign(this, { scroller, dialog, actions });
    this.root = el('div', { class: 'thread' });
    this.toEnd = el('button', { class: 'to-end', type: 'button', hidden: true,
      'aria-label': 'Go to the end', onclick: () => this.scrollToEnd() }, icon('down'));
    scroller.append(this.root);
    scroller.addEventListener('scroll', () => this.#noteScroll(), { passive: true });
    new ResizeObserver(() => this.#keepEnd()).observe(scroller);
    this.visible = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        this.visible.unobserve(entry.target);
        const turn = this.turns.find((t) => this.#views.get(t).root === entry.target);
        turn?.loadLog();
      }
    }, { root: scroller });
  }

  get turns() {
    return [...this.#views.keys()];
  }
  get running() {
    return this.turns.findLast((t) => t.running) ?? null;
  }

  clear() {
    for (const turn of this.turns) turn.leave();
    this.visible.disconnect();
    this.#views.clear();
    this.#dirty.clear();
    this.root.replaceChildren();
    this.#atEnd = true;
    this.toEnd.hidden = true;
  }

  // Adds a turn at the end and, where it runs, follows it.
  add(resource) {
    const turn = new Turn(resource, () => this.#markDirty(turn));
    const view = new TurnView(turn, this.dialog, this.actions);
    this.#views.set(turn, view);
    this.root.append(view.root);
    view.tick(false);
    view.show();
    if (turn.running) {
      turn.follow().then(() => {
        if (this.#views.has(turn)) this.actions.onSettled(turn);
      });
    } else {
      this.visible.observe(view.root);
    }
    this.#keepEnd();
    return turn;
  }

  // A question that is on its way to the server. Returns how to take it off again.
  addPending(input) {
    const waiting = el('p', { class: 'waiting' }, el('span', { class: 'pulse' }), el('span', {}, 'Sending'));
    const root = el('article', { class: 'turn' }, el('div', { class: 'ask' }, input), waiting);
    this.root.append(root);
    this.scrollToEnd();
    return () => root.remove();
  }

  // Whether any turn waits for its first word: then `loading(model)` is asked what for.
  tick(loading) {
    for (const [turn, view] of this.#views) {
      if (turn.running) view.tick(loading(turn.resource.model));
    }
  }

  scrollToEnd() {
    this.#atEnd = true;
    this.#keepEnd();
  }

  #markDirty(turn) {
    this.#dirty.add(turn);
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    for (const turn of this.#dirty) this.#views.get(turn)?.show();
    this.#dirty.clear();
    this.#keepEnd();
    this.actions.onDrawn();
  }

  #noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    this.toEnd.hidden = this.#atEnd;
  }

  #keepEnd() {
    if (this.#atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
  }
}
