// One agent's whole text, read while it is still writing or long after.
import { el, icon, setAttribute, setText } from './dom.js';
import { count, percent } from './format.js';
import { MarkdownView } from './markdown_dom.js';
import { textOf } from './reduce.js';
import { agentName, agentState } from './summary.js';

export class AgentDialog {
  constructor() {
    this.title = el('h2', { id: 'agent-title', tabindex: '-1' });
    this.facts = el('p', { class: 'agent-facts' });
    this.chip = el('span', { class: 'chip' });
    this.body = el('div', { class: 'agent-body', tabindex: '0', role: 'region',
      'aria-labelledby': 'agent-title' });
    const close = el('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close',
      onclick: () => this.root.close() }, icon('close'));
    this.root = el('dialog', { class: 'agent-dialog', 'aria-labelledby': 'agent-title' },
      el('div', { class: 'dialog-head' }, el('div', {}, this.title, this.facts), this.chip, close),
      this.body);
    this.root.addEventListener('click', (e) => {
      if (e.target === this.root) this.root.close();
    });
    this.root.addEventListener('close', () => { this.of = null; });
    document.body.append(this.root);
  }

  // `of`: {view, branch}, whose view calls `update` while the dialog shows it.
  open(of, state, over, hue) {
    this.of = of;
    this.reasoning = el('div', { class: 'prose quiet' });
    this.text = el('div', { class: 'prose' });
    this.body.replaceChildren(this.reasoning, this.text);
    this.views = { reasoning: new MarkdownView(this.reasoning), text: new MarkdownView(this.text) };
    this.root.showModal();
    this.title.focus();
    this.update(state, over, hue);
    this.body.scrollTop = 0;
  }

  update(state, over, hue) {
    const branch = state.branches.find((b) => b.branch === this.of.branch);
    if (!branch) return;
    setText(this.title, agentName(branch));
    const facts = [agentState(branch, over).label];
    if (branch.usage.tokens_new > 0) facts.push(count(branch.usage.tokens_new, 'token'));
    if (branch.confidence > 0) facts.push(`confidence ${percent(branch.confidence)}`);
    setText(this.facts, facts.join(' \u00b7 '));
    this.chip.hidden = branch.answer === '';
    setText(this.chip, branch.answer);
    setAttribute(this.root, 'data-hue', hue);
    const { body } = this;
    const atEnd = body.scrollHeight - body.scrollTop - body.clientHeight < 40;
    this.views.reasoning.show(textOf(branch, 'reasoning'));
    this.views.text.show(textOf(branch, 'text'));
    if (atEnd && !over) body.scrollTop = body.scrollHeight;
  }
}
