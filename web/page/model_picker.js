// Which model answers, with what is true about each: loaded or not, how large, why it failed.
import * as api from './api.js';
import { el, icon, setText } from './dom.js';
import { bytes, whole } from './format.js';
import { Menu } from './menu.js';

const POLL_MS = 2000; // While one is loading.

const STATES = {
  ready: 'Ready', loading: 'Loading', available: 'Loads when first asked', failed: 'Failed',
};

function factsOf(model) {
  const facts = [];
  if (model.memory_bytes) facts.push(`${bytes(model.memory_bytes)} in memory`);
  if (model.context_tokens) facts.push(`${whole(model.context_tokens)} tokens`);
  if (model.licence) facts.push(model.licence);
  return facts.join(' \u00b7 ');
}

export class ModelPicker {
  #list = [];
  #timer = 0;
  #asked = 0;

  // `chosen`: a name or empty; `onChange()` is called when the choice or a state changes.
  constructor(chosen, onChange) {
    this.chosen = chosen;
    this.onChange = onChange;
    this.label = el('span', { class: 'model-name' });
    this.dot = el('span', { class: 'dot' });
    this.state = el('span', { class: 'sr-only' });
    this.button = el('button', { class: 'button quiet model-button', type: 'button',
      'aria-haspopup': 'true' }, this.dot, this.label, this.state, icon('down'));
    this.box = el('div', { class: 'menu model-menu', role: 'radiogroup', 'aria-label': 'Model' });
    this.menu = new Menu(this.button, this.box, () => this.refresh());
    this.root = el('div', { class: 'model-picker' }, this.button, this.box);
    this.#show();
  }

  get list() {
    return this.#list;
  }
  // The chosen model if it is there, else the first that works, else null.
  get current() {
    return this.#list.find((m) => m.name === this.chosen) ??
      this.#list.find((m) => m.state === 'ready') ??
      this.#list.find((m) => m.state !== 'failed') ?? this.#list[0] ?? null;
  }
  loading(name) {
    return this.#list.some((m) => m.name === name && m.state === 'loading');
  }

  // Asks the server; again after a while as long as one is loading. Errors are the caller's.
  async refresh() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    // Models that only make embeddings answer nobody.
    const list = (await api.models()).filter((model) => model.chat !== false);
    if (asked !== this.#asked) return;
    const changed = JSON.stringify(list) !== JSON.stringify(this.#list);
    this.#list = list;
    if (changed) {
      this.#show();
      this.onChange();
    }
    if (list.some((m) => m.state === 'loading')) {
      this.#timer = setTimeout(() => this.refresh().catch(() => {}), POLL_MS);
    }
  }

  #show() {
    const { current } = this;
    setText(this.label, current?.name ?? 'No model');
    setText(this.state, current ? `, ${STATES[current.state] ?? current.state}` : '');
    this.dot.dataset.state = current?.state ?? 'failed';
    const focused = this.box.contains(document.activeElement) && document.activeElement.value;
    this.box.replaceChildren(...this.#list.map((m) => this.#row(m)));
    if (this.#list.length === 0) {
      this.box.append(el('p', { class: 'menu-note' }, 'No model is here yet. Fetch one with ',
        el('code', {}, 'ponder pull'), '.'));
    }
    if (focused) this.box.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
  }

  #row(model) {
    const state = STATES[model.state] ?? model.state;
    const why = model.state === 'failed' && model.reason ? `: ${model.reason}` : '';
    const input = el('input', { type: 'radio', name: 'model', value: model.name,
      checked: model === this.current,
      onchange: () => this.#choose(model.name),
      onkeydown: (e) => { if (e.key === 'Enter') this.menu.close(true); } });
    // A click on the row chooses and closes; arrow keys choose only.
    const click = (e) => { if (e.target !== input) setTimeout(() => this.menu.close(true)); };
    return el('label', { class: 'model-row', onclick: click }, input,
      el('span', { class: 'dot', 'data-state': model.state }),
      el('span', { class: 'model-words' },
        el('span', { class: 'model-name' }, model.name),
        el('span', { class: 'model-state' }, `${state}${why}`),
        el('span', { class: 'model-facts' }, factsOf(model))));
  }

  #choose(name) {
    this.chosen = name;
    const { current } = this;
    setText(this.label, current.name);
    setText(this.state, `, ${STATES[current.state] ?? current.state}`);
    this.dot.dataset.state = current.state;
    this.onChange();
  }
}
