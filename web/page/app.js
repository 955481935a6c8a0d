// The chat page: puts its pieces together and decides what a click or a key means. The address
// after # says which conversation is open.
import { AgentDialog } from './agent_dialog.js';
import * as api from './api.js';
import { Composer, MODE_HINTS } from './composer.js';
import { el, icon, setAttribute, setText } from './dom.js';
import { anyMenuOpen } from './menu.js';
import { ModelPicker } from './model_picker.js';
import { installShortcuts } from './shortcuts.js';
import { Sidebar } from './sidebar.js';
import { loadDraft, loadSettings, saveDraft, saveSettings } from './storage.js';
import { Thread } from './thread.js';

const TICK_MS = 1000;
const RETRY_MS = 3000; // Between two tries to reach a server that does not answer.

const SAID_AT_END = {
  finished: 'The answer is complete.', stopped: 'Stopped.', failed: 'The answer failed.',
  interrupted: 'The answer was interrupted.',
};

const idInAddress = () => {
  const found = /^#\/(.+)$/.exec(location.hash);
  return found ? decodeURIComponent(found[1]) : null;
};

class App {
  #conversation = null;
  #opening = 0; // Counts, so that a slow answer for a conversation left behind is dropped.
  #settings = loadSettings();
  #narrow = matchMedia('(max-width: 760px)');

  constructor(root) {
    const dialog = new AgentDialog();
    this.picker = new ModelPicker(this.#settings.model, () => this.#modelsChanged());
    this.composer = new Composer(this.#settings, this.picker, {
      send: (text) => this.send({ input: text }),
      stop: () => this.stop('stop'),
      onSettings: () => this.#settingsChanged(),
    });
    this.sidebar = new Sidebar({
      onOpen: () => this.#closeDrawer(),
      onNew: () => this.newChat(),
      onRenamed: (id, title) => this.#renamed(id, title),
      onDeleted: (id) => this.#deleted(id),
      onError: (error) => this.composer.showError(error.message),
    });
    this.#layOut(root);
    this.thread = new Thread(this.scroller, dialog, {
      retry: (turn) => this.#retry(turn),
      answerNow: (turn) => this.#stopTurn(turn, 'answer_now'),
      onSettled: (turn) => this.#settled(turn),
      onDrawn: () => this.#showRunning(),
    });
    this.main.append(this.thread.toEnd, this.composer.root);
    this.#settingsChanged();
  }

  #layOut(root) {
    this.menuButton = el('button', { class: 'icon-button', type: 'button',
      'aria-controls': 'sidebar', onclick: () => this.#toggleSidebar() }, icon('menu'));
    this.title = el('h1', {}, 'New chat');
    this.newButton = el('button', { class: 'icon-button', type: 'button', 'aria-label': 'New chat',
      title: 'New chat (Alt+N)', onclick: () => this.newChat() }, icon('plus'));
    this.hint = el('p', {});
    this.hero = el('div', { class: 'hero' }, el('span', { class: 'logo', 'aria-hidden': 'true' }),
      el('p', { class: 'hero-title' }, 'What shall we think about?'), this.hint);
    this.status = el('p', { class: 'banner', role: 'status', hidden: true });
    this.scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region',
      'aria-label': 'Conversation' }, this.hero);
    this.announcer = el('p', { class: 'sr-only', role: 'status' });
    this.backdrop = el('div', { class: 'backdrop', onclick: () => this.#closeDrawer() });
    this.main = el('main', {},
      el('header', { class: 'top' }, this.menuButton, this.title, this.newButton),
      this.status, this.scroller);
    root.append(this.sidebar.root, this.backdrop, this.main, this.announcer);
    this.root = root;
    this.#setSidebar(!this.#narrow.matches && this.#settings.sidebar);
    this.#narrow.addEventListener('change', () =>
      this.#setSidebar(!this.#narrow.matches && this.#settings.sidebar));
  }

  async start() {
    installShortcuts({
      newChat: () => this.newChat(),
      focus: () => this.composer.focus(),
      setMode: (mode) => this.composer.setMode(mode),
      answerNow: () => this.stop('answer_now'),
      escape: () => this.#escape(),
    });
    addEventListener('hashchange', () => this.#open(idInAddress()));
    setInterval(() => this.#tick(), TICK_MS);
    this.#refreshLists();
    await this.#open(idInAddress());
  }

  // The conversations and the models; tries until the server answers.
  async #refreshLists() {
    clearTimeout(this.retryTimer);
    try {
      await Promise.all([this.sidebar.refresh(), this.picker.refresh()]);
      this.#say(null);
      this.#showTitle();
    } catch (error) {
      this.#say(error.message);
      this.retryTimer = setTimeout(() => this.#refreshLists(), RETRY_MS);
    }
  }

  async #open(id) {
    this.#opening += 1;
    const opening = this.#opening;
    this.#conversation = id;
    this.thread.clear();
    this.composer.setConversation(id);
    this.composer.setBusy(false);
    this.sidebar.setCurrent(id);
    this.#showTitle();
    this.hero.hidden = id !== null;
    this.#showRunning();
    if (id !== null) await this.#load(id, opening);
    if (opening === this.#opening && !this.#narrow.matches) this.composer.focus();
  }

  async #load(id, opening) {
    try {
      const conversation = await api.conversation(id);
      if (opening !== this.#opening) return;
      this.#say(null);
      this.#showTitle(conversation.title);
      for (const resource of conversation.turns) this.thread.add(resource);
      this.#showRunning();
      this.thread.scrollToEnd();
    } catch (error) {
      if (opening !== this.#opening) return;
      if (!error.passing) {
        history.replaceState(null, '', '#');
        await this.#open(null);
        this.composer.showError(error.message);
        return;
      }
      this.#say(error.message);
      setTimeout(() => {
        if (opening === this.#opening) this.#load(id, opening);
      }, RETRY_MS);
    }
  }

  // `ask`: {input, and where they differ from the settings: mode, model, agents}.
  async send(ask) {
    const { mode, agents } = this.#settings;
    const request = { input: ask.input, mode: ask.mode ?? mode };
    const model = ask.model ?? this.picker.current?.name;
    if (model) request.model = model;
    if (request.mode === 'contemplating') request.agents = ask.agents || agents;
    if (this.#conversation !== null) request.conversation = this.#conversation;
    const opening = this.#opening;
    const conversation = this.#conversation;
    if (!ask.again) this.composer.setText('');
    this.composer.setBusy(true);
    this.hero.hidden = true;
    const takeOff = this.thread.addPending(ask.input);
    try {
      const started = await api.startTurn(request);
      takeOff();
      if (opening === this.#opening) this.#started(started, request);
      this.#refreshLists();
    } catch (error) {
      takeOff();
      if (opening !== this.#opening) {
        // The reader is elsewhere by now: the question waits where it was written.
        if (!ask.again && loadDraft(conversation) === '') saveDraft(conversation, ask.input);
        return;
      }
      // A turn runs in it that another tab has started: show that.
      if (error.code === 'conflict') await this.#open(this.#conversation);
      this.hero.hidden = this.#conversation !== null || this.thread.turns.length > 0;
      if (!ask.again && this.composer.text.value === '') this.composer.setText(ask.input);
      this.composer.showError(error.message);
    } finally {
      if (opening === this.#opening) this.composer.setBusy(false);
    }
  }

  #started({ turn, conversation, position }, request) {
    if (this.#conversation === null) {
      this.#conversation = conversation;
      history.replaceState(null, '', `#/${encodeURIComponent(conversation)}`);
      this.composer.adoptConversation(conversation);
      this.sidebar.setCurrent(conversation);
    }
    this.thread.add({
      id: turn, conversation, position, status: 'running', model: request.model ?? '',
      mode: request.mode, input: request.input, answer: '', reasoning: '', last_seq: 0,
      created_ms: Date.now(), finished_ms: 0,
    });
    this.thread.scrollToEnd();
    this.#showRunning();
  }

  #retry(turn) {
    const { input, mode, model } = turn.resource;
    this.send({ input, mode, model: model || undefined, agents: turn.agents, again: true });
  }

  stop(how) {
    const turn = this.thread.running;
    if (turn && (how === 'stop' || turn.mode === 'contemplating')) this.#stopTurn(turn, how);
  }

  async #stopTurn(turn, how) {
    try {
      await turn.stop(how);
    } catch (error) {
      this.composer.showError(`It could not be stopped. ${error.message}`);
    }
  }

  #settled(turn) {
    setText(this.announcer, SAID_AT_END[turn.status] ?? '');
    this.#showRunning();
    this.#refreshLists();
  }

  #showRunning() {
    this.composer.setRunning(this.thread.running !== null);
  }

  #tick() {
    const { running } = this.thread;
    if (!running) return;
    const waits = running.state.branches.length === 0;
    if (waits) this.picker.refresh().catch(() => {});
    this.thread.tick((model) => this.picker.loading(model));
  }

  newChat() {
    this.#closeDrawer();
    if (this.#conversation !== null) location.hash = '';
    this.composer.focus();
  }

  #renamed(id, title) {
    if (id === this.#conversation) this.#showTitle(title);
  }

  #deleted(id) {
    if (id === this.#conversation) this.newChat();
  }

  #showTitle(title = this.sidebar.titleOf(this.#conversation)) {
    const words = this.#conversation === null ? 'New chat' : title || this.title.textContent;
    setText(this.title, words);
    document.title = this.#conversation === null ? 'Ponder' : `${words} \u2013 Ponder`;
  }

  #say(message) {
    this.status.hidden = message === null;
    setText(this.status, message === null ? '' : `${message} Trying again.`);
  }

  #settingsChanged() {
    saveSettings(this.#settings);
    setText(this.hint, MODE_HINTS[this.#settings.mode]);
  }

  #modelsChanged() {
    if (this.picker.chosen) this.#settings.model = this.picker.chosen;
    this.#settingsChanged();
  }

  #escape() {
    if (anyMenuOpen()) return;
    if (this.#narrow.matches && this.root.classList.contains('with-sidebar')) this.#closeDrawer();
    else this.stop('stop');
  }

  #toggleSidebar() {
    const open = !this.root.classList.contains('with-sidebar');
    if (!this.#narrow.matches) {
      this.#settings.sidebar = open;
      saveSettings(this.#settings);
    }
    this.#setSidebar(open);
  }

  #closeDrawer() {
    if (this.#narrow.matches) this.#setSidebar(false);
  }

  #setSidebar(open) {
    this.root.classList.toggle('with-sidebar', open);
    this.sidebar.root.inert = !open;
    this.main.inert = open && this.#narrow.matches;
    setAttribute(this.menuButton, 'aria-expanded', open);
    setAttribute(this.menuButton, 'aria-label', open ? 'Hide conversations' : 'Show conversations');
  }
}

new App(document.getElementById('app')).start();
