// The panel of a contemplating turn: how many agents think, the consensus bar, their lanes, and
// once it is over the lanes as small pills with the dissent one click away.
import { ConsensusBar } from './consensus.js';
import { el, icon, setAttribute, setText } from './dom.js';
import { count, percent } from './format.js';
import { Hues } from './hues.js';
import { Lanes } from './lanes.js';
import { agentName, agentState, dissent, talliesOf, winningTally } from './summary.js';

const PILL_CHARS = 24; // A longer answer is a text: then the agent's name says more.

function pillWords(branch, label) {
  if (branch.answer === '') return label;
  return branch.answer.length > PILL_CHARS ? agentName(branch) : branch.answer;
}

let panels = 0; // For ids that aria attributes refer to.

export class ContemplationPanel {
  #hues = new Hues();
  #lanesOpen = null; // Null: open while it runs.
  #dissentOpen = false;
  #pillsOf = null;
  #dissentOf = null;

  // `dialog`: the AgentDialog of the page; `onAnswerNow`: the vote so far shall be taken.
  constructor(turn, dialog, onAnswerNow) {
    panels += 1;
    this.turn = turn;
    this.dialog = dialog;
    this.bar = new ConsensusBar(this.#hues);
    this.lanes = new Lanes((branch) => this.#openAgent(branch));
    this.title = el('h2', { class: 'panel-title' });
    this.answerNow = el('button', { class: 'button small', type: 'button', onclick: onAnswerNow },
      icon('now'), el('span', {}, 'Answer now'));
    this.pills = el('ul', { class: 'pills', 'aria-label': 'Agents' });
    this.lanes.root.id = `lanes-${panels}`;
    this.dissent = el('div', { class: 'dissent', id: `dissent-${panels}`, hidden: true });
    this.lanesToggle = this.#toggle(this.lanes.root, () => {
      this.#lanesOpen = !this.#lanesShown();
    });
    this.dissentToggle = this.#toggle(this.dissent, () => {
      this.#dissentOpen = !this.#dissentOpen;
    });
    this.foot = el('div', { class: 'panel-foot' }, this.pills,
      el('div', { class: 'panel-actions' }, this.dissentToggle, this.lanesToggle));
    this.root = el('section', { class: 'panel', 'aria-label': 'Agents and their votes' },
      el('div', { class: 'panel-top' },
        el('div', { class: 'panel-head' }, this.title, this.answerNow), this.bar.root),
      this.lanes.root, this.foot, this.dissent);
  }

  #toggle(target, onFlip) {
    return el('button', {
      class: 'button small quiet', type: 'button', 'aria-controls': target.id,
      onclick: () => {
        onFlip();
        this.show();
      },
    }, el('span'), icon('down'));
  }

  #lanesShown() {
    return this.#lanesOpen ?? this.turn.running;
  }

  #openAgent(branch) {
    const { state } = this.turn;
    const of = state.branches.find((b) => b.branch === branch);
    this.dialog.open({ view: this, branch }, state, !this.turn.running,
      this.#hues.of(of.normalised));
  }

  show() {
    const { state, running } = this.turn;
    const agents = state.branches.length - 1;
    this.root.hidden = agents < 1;
    if (agents < 1) return;
    const over = !running;
    const won = over ? winningTally(state)?.normalised ?? '' : '';
    setText(this.title, this.#titleWords(state, agents));
    this.answerNow.hidden = over;
    this.answerNow.disabled = this.turn.stopping !== null;
    const winner = over ? state.report?.winner ?? 0 : 0;
    this.bar.show(talliesOf(state),
      { agents, decided: state.decided, over, chosen: winner > 0 });
    this.lanes.root.hidden = !this.#lanesShown();
    if (this.#lanesShown()) {
      this.lanes.show(state, { over, winner, won, hues: this.#hues });
    }
    this.foot.hidden = running;
    if (over) this.#showEnd(state, won);
    if (this.dialog.of?.view === this) this.#updateDialog(state, over);
  }

  #titleWords(state, agents) {
    if (!this.turn.running) return `${count(agents, 'agent')} contemplated`;
    if (this.turn.stopping === 'answer_now') return 'Taking the vote so far';
    if (this.turn.stopping === 'stop') return 'Stopping';
    const thinking = state.branches.slice(1)
      .filter((b) => agentState(b, false).key === 'running').length;
    if (thinking === 0) return 'The agents are done';
    return thinking === agents ? `${count(agents, 'agent')} thinking`
      : `${thinking} of ${agents} still thinking`;
  }

  #updateDialog(state, over) {
    const branch = state.branches.find((b) => b.branch === this.dialog.of.branch);
    this.dialog.update(state, over, this.#hues.of(branch?.normalised));
  }

  #showEnd(state, won) {
    const lost = dissent(state);
    this.#setToggle(this.lanesToggle, this.#lanesShown(),
      this.#lanesShown() ? 'Hide the agents' : 'Show the agents');
    const voices = lost.reduce((sum, t) => sum + t.agents.length, 0);
    this.dissentToggle.hidden = voices === 0;
    this.#setToggle(this.dissentToggle, this.#dissentOpen, `Dissent (${voices})`);
    this.dissent.hidden = !this.#dissentOpen || voices === 0;
    this.pills.hidden = this.#lanesShown();
    if (this.#pillsOf !== state.branches) this.#showPills(state, won);
    this.#pillsOf = state.branches;
    if (this.#dissentOf !== state && !this.dissent.hidden) this.#showDissent(state, lost);
  }

  #setToggle(button, open, words) {
    setText(button.firstChild, words);
    setAttribute(button, 'aria-expanded', open);
  }

  #showPills(state, won) {
    const winner = state.report?.winner ?? 0;
    const pills = state.branches.slice(1).map((b) => {
      const { key, label } = agentState(b, true);
      const wins = b.branch === winner;
      const dissents = won !== '' && b.normalised !== '' && b.normalised !== won;
      const classes = `pill ${key}${wins ? ' wins' : ''}${dissents ? ' dissents' : ''}`;
      const said = b.answer ? `answer ${b.answer}` : label;
      const note = wins ? ', its text is shown' : dissents ? ', dissents' : '';
      return el('li', {}, el('button', {
        class: classes, type: 'button', 'data-hue': this.#hues.of(b.normalised),
        title: `${agentName(b)}: ${said}${note}`,
        'aria-label': `${agentName(b)}: ${said}${note}`,
        onclick: () => this.#openAgent(b.branch),
      }, wins ? icon('check') : dissents ? icon('split') : null,
      el('span', {}, pillWords(b, label))));
    });
    this.pills.replaceChildren(...pills);
  }

  #showDissent(state, lost) {
    this.#dissentOf = state;
    const item = (tally) => {
      const who = tally.agents.map((id) => {
        const branch = state.branches.find((b) => b.branch === id);
        return el('button', { class: 'link', type: 'button', onclick: () => this.#openAgent(id) },
          branch ? agentName(branch) : `Agent ${id}`);
      });
      return el('li', { 'data-hue': this.#hues.of(tally.normalised || tally.answer) },
        el('span', { class: 'chip' }, tally.answer),
        el('span', { class: 'dissent-who' }, ...who),
        el('span', { class: 'dissent-weight' }, `${percent(tally.weight)} of the vote`));
    };
    this.dissent.replaceChildren(
      el('p', {}, 'These agents came to another answer. Read how:'),
      el('ul', {}, ...lost.map(item)));
  }
}
