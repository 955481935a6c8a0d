// Where a question is written: text, mode, number of agents, model, and the button that sends or
// stops. Drafts are kept for each conversation.
import { el, icon, setAttribute, setText } from './dom.js';
import { AGENTS_MAX, AGENTS_MIN, loadDraft, MODES, saveDraft } from './storage.js';

const NAMES = { instant: 'Instant', thinking: 'Thinking', contemplating: 'Contemplating' };
export const MODE_HINTS = {
  instant: 'Answers at once.',
  thinking: 'Thinks first, then answers.',
  contemplating: 'Several agents think at the same time and vote on the answer.',
};

export class Composer {
  #conversation = null;
  #running = false;
  #busy = false;

  // `settings` is changed in place; `actions`: {send(text), stop(), onSettings()}.
  constructor(settings, picker, actions) {
    Object.assign(this, { settings, actions });
    this.text = el('textarea', { id: 'question', rows: '1', 'aria-label': 'Your question',
      placeholder: 'Ask anything', enterkeyhint: 'send', autocomplete: 'off',
      oninput: () => this.#edited(), onkeydown: (e) => this.#key(e) });
    this.button = el('button', { class: 'send', type: 'button', onclick: () => this.#press() });
    this.error = el('p', { class: 'composer-error', role: 'alert', hidden: true });
    this.#makeModes();
    this.#makeAgents();
    this.box = el('div', { class: 'composer-box' }, this.text,
      el('div', { class: 'composer-row' }, this.modes, this.agents, picker.root, this.button));
    this.root = el('section', { class: 'composer', 'aria-label': 'Ask' }, this.error, this.box);
    this.#showSettings();
    this.#showButton();
  }

  #makeModes() {
    const choices = MODES.map((mode, i) => {
      const input = el('input', { type: 'radio', name: 'mode', value: mode,
        onchange: () => this.setMode(mode) });
      return el('label', { title: `${MODE_HINTS[mode]} (Alt+${i + 1})` }, input, el('span', {}, NAMES[mode]));
    });
    this.modes = el('fieldset', { class: 'modes' },
      el('legend', { class: 'sr-only' }, 'How to think'), ...choices);
  }

  #makeAgents() {
    this.slider = el('input', { type: 'range', min: AGENTS_MIN, max: AGENTS_MAX, step: '1',
      'aria-label': 'Number of agents',
      oninput: () => {
        this.settings.agents = Number(this.slider.value);
        this.#showSettings();
        this.actions.onSettings();
      } });
    this.number = el('output', {});
    this.agents = el('div', { class: 'agents' }, this.slider, this.number);
  }

  setMode(mode) {
    this.settings.mode = mode;
    this.#showSettings();
    this.actions.onSettings();
  }

  #showSettings() {
    const { mode, agents } = this.settings;
    this.modes.querySelector(`input[value="${mode}"]`).checked = true;
    this.agents.hidden = mode !== 'contemplating';
    this.slider.value = String(agents);
    setAttribute(this.slider, 'aria-valuetext', `${agents} agents`);
    setText(this.number, `${agents} agents`);
  }

  // Another conversation is open: its draft comes, the old one is already kept.
  setConversation(id) {
    this.#conversation = id;
    this.text.value = loadDraft(id);
    this.showError(null);
    this.#edited();
  }

  // The conversation that was new has an id.
  adoptConversation(id) {
    saveDraft(this.#conversation, '');
    this.#conversation = id;
    saveDraft(id, this.text.value);
  }

  setRunning(running) {
    if (running === this.#running) return;
    this.#running = running;
    this.#showButton();
  }

  // While a question is on its way.
  setBusy(busy) {
    this.#busy = busy;
    this.#showButton();
  }

  setText(text) {
    this.text.value = text;
    this.#edited();
  }

  showError(message) {
    this.error.hidden = message === null;
    setText(this.error, message ?? '');
  }

  focus() {
    this.text.focus();
  }

  #edited() {
    saveDraft(this.#conversation, this.text.value);
    if (!CSS.supports('field-sizing', 'content')) {
      this.text.style.height = 'auto';
      this.text.style.height = `${this.text.scrollHeight}px`;
    }
    this.#showButton();
  }

  #key(e) {
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
    if (matchMedia('(pointer: coarse)').matches && !e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    if (!this.#running) this.#press();
  }

  #press() {
    if (this.#busy) return;
    if (this.#running) {
      this.actions.stop();
      return;
    }
    const text = this.text.value.trim();
    if (text === '') return;
    this.showError(null);
    this.actions.send(text);
  }

  #showButton() {
    const stops = this.#running;
    if (this.button.dataset.does !== (stops ? 'stop' : 'send')) {
      this.button.dataset.does = stops ? 'stop' : 'send';
      this.button.replaceChildren(icon(stops ? 'stop' : 'send'));
      setAttribute(this.button, 'aria-label', stops ? 'Stop' : 'Send');
      this.button.title = stops ? 'Stop (Esc)' : 'Send (Enter)';
    }
    this.button.disabled = this.#busy || (!stops && this.text.value.trim() === '');
  }
}
