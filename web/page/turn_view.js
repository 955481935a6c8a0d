// Shows one turn: the question, the agents, the reasoning, the answer, how it ended and what it
// cost. Draws what `turn` holds; changes nothing in it.
import { ContemplationPanel } from './contemplation.js';
import { el, icon, setAttribute, setText } from './dom.js';
import { seconds } from './format.js';
import { MarkdownView } from './markdown_dom.js';
import { answerText, reasoningText, textOf } from './reduce.js';
import { costRows, endNote, summaryWords } from './summary.js';

// A click at the end of an answer; the words change for a moment to say that it worked.
function copyButton(textOf) {
  const words = el('span', {}, 'Copy');
  return el('button', {
    class: 'button small quiet', type: 'button',
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(textOf());
        setText(words, 'Copied');
      } catch {
        setText(words, 'Could not copy');
      }
      setTimeout(() => setText(words, 'Copy'), 1500);
    },
  }, icon('copy'), words);
}

// The turn's reasoning; of a contemplating one, that of the agent whose answer is shown.
function reasoningOf(state) {
  const winner = state.report?.winner ?? 0;
  const branch = winner ? state.branches.find((b) => b.branch === winner) : null;
  return reasoningText(state) || textOf(branch, 'reasoning');
}

export class TurnView {
  #shownCost = null;
  #reasoningTouched = false;

  // `actions`: {retry(turn), answerNow(turn)}; `dialog`: the page's AgentDialog.
  constructor(turn, dialog, actions) {
    this.turn = turn;
    this.ask = el('div', { class: 'ask' }, turn.resource.input);
    this.answer = el('div', { class: 'prose answer', 'aria-live': turn.running ? 'polite' : null });
    this.answerView = new MarkdownView(this.answer);
    this.#makeReasoning();
    this.waiting = el('p', { class: 'waiting' }, el('span', { class: 'pulse' }), el('span'));
    this.offline = el('p', { class: 'note offline', hidden: true }, icon('off'),
      'The connection is lost. Trying again; nothing is missed.');
    this.note = el('p', { class: 'note', hidden: true }, icon('warn'), el('span'));
    this.retry = el('button', { class: 'button small', type: 'button',
      onclick: () => actions.retry(turn) }, icon('retry'), 'Try again');
    this.#makeFoot(turn);
    this.panel = turn.mode === 'contemplating'
      ? new ContemplationPanel(turn, dialog, () => actions.answerNow(turn)) : null;
    this.root = el('article', { class: 'turn', 'aria-label': 'Question and answer' },
      this.ask, this.panel?.root, this.reasoning, this.answer, this.waiting, this.offline,
      el('div', { class: 'end' }, this.note, this.retry), this.foot);
  }

  #makeReasoning() {
    this.reasoningTitle = el('span');
    this.reasoningBody = el('div', { class: 'prose quiet' });
    this.reasoningView = new MarkdownView(this.reasoningBody);
    const title = el('summary', { onclick: () => { this.#reasoningTouched = true; } },
      icon('right'), this.reasoningTitle);
    this.reasoning = el('details', { class: 'reasoning', hidden: true,
      ontoggle: () => this.show() }, title, this.reasoningBody);
  }

  #makeFoot(turn) {
    this.summary = el('span', { class: 'summary' });
    this.cost = el('dl', { class: 'cost', hidden: true });
    this.costToggle = el('button', {
      class: 'button small quiet', type: 'button', 'aria-expanded': 'false',
      onclick: () => {
        this.cost.hidden = !this.cost.hidden;
        setAttribute(this.costToggle, 'aria-expanded', !this.cost.hidden);
      },
    }, 'Cost', icon('down'));
    this.copy = copyButton(() => answerText(turn.state));
    this.foot = el('footer', { class: 'turn-foot' },
      el('div', { class: 'turn-line' }, this.summary, this.costToggle, this.copy), this.cost);
  }

  show() {
    const { turn } = this;
    const { state, running, status } = turn;
    this.root.dataset.status = status;
    const answer = answerText(state);
    const reasoning = reasoningOf(state);
    this.panel?.show();
    this.#showReasoning(reasoning, answer !== '');
    setAttribute(this.answer, 'aria-busy', running);
    this.answerView.show(answer);
    this.answer.hidden = answer === '';
    this.answer.classList.toggle('writing', running);
    this.#showWaiting(answer, reasoning);
    this.offline.hidden = turn.connected || !running;
    const note = turn.problem ?? endNote(status, state);
    this.note.hidden = note === null;
    setText(this.note.lastChild, note ?? '');
    this.retry.hidden = !['stopped', 'failed', 'interrupted'].includes(status);
    this.#showFoot(answer);
  }

  // Open while only reasoning comes, closed once the answer begins; then as the reader wants it.
  #showReasoning(text, answering) {
    this.reasoning.hidden = text === '';
    if (text === '') return;
    const { running } = this.turn;
    if (!this.#reasoningTouched) this.reasoning.open = running && !answering;
    setText(this.reasoningTitle, running && !answering ? 'Thinking' : 'Reasoning');
    this.reasoning.classList.toggle('writing', running && !answering);
    if (this.reasoning.open) this.reasoningView.show(text);
  }

  #showWaiting(answer, reasoning) {
    const { turn } = this;
    const quiet = answer === '' && reasoning === '' && turn.state.branches.length < 2;
    this.waiting.hidden = !turn.running || !quiet;
    if (this.waiting.hidden) return;
    setText(this.waiting.lastChild, turn.stopping ? 'Stopping' : this.waitingWords ?? 'Reading');
  }

  // Called about once a second while it runs. `loading`: the model is not in memory yet.
  tick(loading) {
    const passed = Math.max(0, Date.now() - this.turn.startedMs);
    const what = loading ? `Loading ${this.turn.resource.model}` : 'Reading your question';
    this.waitingWords = passed < 2000 ? what : `${what} \u00b7 ${seconds(Math.floor(passed / 1000) * 1000)}`;
    this.#showWaiting(answerText(this.turn.state), reasoningText(this.turn.state));
  }

  #showFoot(answer) {
    const { turn } = this;
    this.foot.hidden = turn.running || (answer === '' && turn.state.report === null);
    if (this.foot.hidden) return;
    setText(this.summary, summaryWords(turn.state).join(' \u00b7 '));
    this.copy.hidden = answer === '';
    this.costToggle.hidden = turn.state.report === null;
    if (this.#shownCost === turn.state.report) return;
    this.#shownCost = turn.state.report;
    this.cost.replaceChildren(...costRows(turn.state).map(([name, value]) =>
      el('div', {}, el('dt', {}, name), el('dd', {}, value))));
  }
}
