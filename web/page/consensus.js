// The consensus bar: one segment an answer, as wide as the agents behind it; what is left are the
// agents that have not said anything yet.
import { el, setAttribute, setText } from './dom.js';
import { count, percent } from './format.js';

export class ConsensusBar {
  #segments = new Map(); // By normalised answer.
  #hues;

  constructor(hues) {
    this.#hues = hues;
    this.label = el('span', { class: 'consensus-label' });
    this.badge = el('span', { class: 'badge decided', hidden: true }, 'Decided');
    this.open = el('span', { class: 'segment open' });
    this.bar = el('div', { class: 'consensus-bar', role: 'img' }, this.open);
    this.root = el('div', { class: 'consensus' },
      el('div', { class: 'consensus-head' }, this.label, this.badge), this.bar);
  }

  // `agents`: how many there are; `over`: no more votes will come; `chosen`: an answer was given
  // all the same.
  show(tallies, { agents, decided, over, chosen }) {
    const voted = tallies.reduce((sum, t) => sum + t.agents.length, 0);
    const seen = new Set();
    tallies.forEach((tally, rank) => this.#showSegment(tally, rank, seen));
    for (const [key, segment] of this.#segments) {
      if (seen.has(key)) continue;
      segment.remove();
      this.#segments.delete(key);
    }
    this.open.style.flexGrow = String(Math.max(0, agents - voted));
    this.badge.hidden = !decided;
    this.bar.hidden = over && voted === 0;
    setText(this.label, this.#words(tallies, voted, { agents, over, chosen }));
    const parts = tallies.map((t) => `${t.answer}: ${t.agents.length}`);
    setAttribute(this.bar, 'aria-label', `Votes. ${parts.join(', ') || 'None yet'}`);
  }

  #showSegment(tally, rank, seen) {
    const key = tally.normalised || tally.answer;
    seen.add(key);
    let segment = this.#segments.get(key);
    if (!segment) {
      segment = el('span', { class: 'segment', 'data-hue': this.#hues.of(key) });
      segment.style.flexGrow = '0';
      segment.append(el('b'), el('i'));
      this.#segments.set(key, segment);
      this.bar.insertBefore(segment, this.open);
      segment.getBoundingClientRect(); // So that it grows from nothing instead of jumping in.
    }
    segment.style.flexGrow = String(tally.agents.length);
    segment.style.order = String(rank);
    setText(segment.firstChild, tally.answer);
    setText(segment.lastChild, String(tally.agents.length));
    segment.title = `${tally.answer}: ${count(tally.agents.length, 'agent')}, ` +
      `${percent(tally.weight)} of the weighted vote`;
  }

  #words(tallies, voted, { agents, over, chosen }) {
    if (voted === 0 && chosen) return 'Texts are not counted: the most typical one is shown';
    if (voted === 0) return over ? 'No votes' : 'No votes yet';
    const [leader] = tallies;
    return `${leader.agents.length} of ${over ? voted : agents} for ${leader.answer}`;
  }
}
