// The agents of a contemplating turn side by side: one card each with its role, the end of what it
// writes, how much that is, its answer and its state.
import { el, icon, setAttribute, setText } from './dom.js';
import { count, whole } from './format.js';
import { agentName, agentState } from './summary.js';

const TAIL_CHARS = 420; // A little more than a card can show.
const FADE_CHARS = 160; // From here on the card is full and its first line fades.

const charsOf = (branch) => branch.parts.reduce((sum, p) => sum + p.text.length, 0);

// The end of what an agent has written; an answer that stands in the chip is not said twice.
function tailOf(branch) {
  const parts = branch.parts.slice(-2);
  if (branch.answer !== '' && parts.at(-1)?.text.trim() === branch.answer) parts.pop();
  return parts.map((p) => p.text.slice(-TAIL_CHARS)).join(' ').trim().slice(-TAIL_CHARS);
}

class Lane {
  #shown = null;
  #shownWords = '';

  constructor(branch, onOpen) {
    this.name = el('span', { class: 'lane-name' }, agentName(branch));
    this.state = el('span', { class: 'lane-state' });
    this.mark = el('span', { class: 'lane-mark' });
    this.tail = el('p', { class: 'lane-tail', 'aria-hidden': 'true' }, document.createTextNode(''));
    this.chip = el('span', { class: 'chip', hidden: true });
    this.amount = el('span', { class: 'lane-amount' });
    const number = el('span', { class: 'lane-number', 'aria-hidden': 'true' }, String(branch.branch));
    const button = el('button', { class: 'lane-open', type: 'button', onclick: onOpen },
      number, this.name);
    this.root = el('li', { class: 'lane' },
      el('div', { class: 'lane-head' }, button, this.mark),
      el('div', { class: 'lane-text' }, this.tail),
      el('div', { class: 'lane-foot' }, this.chip, this.state, this.amount));
  }

  show(branch, { over, winner, won, hues }) {
    const words = `${over}/${winner}/${won}`;
    if (branch === this.#shown && words === this.#shownWords) return;
    this.#shown = branch;
    this.#shownWords = words;
    const state = agentState(branch, over);
    const wins = branch.branch === winner;
    const dissents = over && won !== '' && branch.normalised !== '' && branch.normalised !== won;
    this.root.dataset.state = state.key;
    setAttribute(this.root, 'data-hue', hues.of(branch.normalised));
    this.root.classList.toggle('wins', wins);
    this.root.classList.toggle('dissents', dissents);
    setText(this.name, agentName(branch));
    setText(this.state, state.label);
    this.#mark(wins, dissents);
    this.tail.firstChild.data = tailOf(branch);
    this.root.classList.toggle('full', charsOf(branch) > FADE_CHARS);
    this.chip.hidden = branch.answer === '';
    setText(this.chip, branch.answer);
    setText(this.amount, branch.finish !== null && branch.usage.tokens_new > 0
      ? count(branch.usage.tokens_new, 'token') : `${whole(charsOf(branch))} chars`);
  }

  #mark(wins, dissents) {
    const word = wins ? 'Winner' : dissents ? 'Dissents' : '';
    if (this.mark.textContent === word) return;
    this.mark.replaceChildren(...(wins ? [icon('check')] : dissents ? [icon('split')] : []), word);
  }
}

export class Lanes {
  #lanes = new Map(); // By branch.

  constructor(onOpen) {
    this.onOpen = onOpen;
    this.root = el('ul', { class: 'lanes', 'aria-label': 'Agents' });
  }

  show(state, facts) {
    const agents = state.branches.slice(1);
    for (const branch of agents) {
      let lane = this.#lanes.get(branch.branch);
      if (!lane) {
        lane = new Lane(branch, () => this.onOpen(branch.branch));
        this.#lanes.set(branch.branch, lane);
        this.root.append(lane.root);
      }
      lane.show(branch, facts);
    }
    this.root.classList.toggle('many', agents.length > 8);
    this.root.classList.toggle('two', agents.length === 2);
  }
}
