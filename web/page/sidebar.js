// The list of conversations: open, rename, delete, older ones on demand.
import * as api from './api.js';
import { el, icon, setAttribute, setText } from './dom.js';
import { dayGroup } from './format.js';
import { Menu } from './menu.js';

const PAGE = 40;

export class Sidebar {
  #list = [];
  #more = false;
  #current = null;

  // `actions`: {onOpen(id), onNew(), onRenamed(id, title), onDeleted(id), onError(error)}.
  constructor(actions) {
    this.actions = actions;
    this.groups = el('div', { class: 'groups' });
    this.older = el('button', { class: 'button quiet', type: 'button', hidden: true,
      onclick: () => this.#loadOlder() }, 'Older');
    this.empty = el('p', { class: 'sidebar-empty', hidden: true }, 'No conversations yet.');
    this.newChat = el('button', { class: 'button new-chat', type: 'button',
      onclick: () => actions.onNew() }, icon('plus'), 'New chat');
    this.root = el('nav', { class: 'sidebar', id: 'sidebar', 'aria-label': 'Conversations' },
      el('div', { class: 'brand' }, el('span', { class: 'logo', 'aria-hidden': 'true' }), 'Ponder'),
      this.newChat, el('div', { class: 'sidebar-list' }, this.groups, this.empty, this.older));
    this.confirm = this.#makeConfirm();
  }

  titleOf(id) {
    return this.#list.find((c) => c.id === id)?.title ?? null;
  }

  // Reads the newest page; older ones that were shown stay.
  async refresh() {
    const page = await api.conversations(0, PAGE);
    const oldest = page.at(-1)?.updated_ms ?? 0;
    const ids = new Set(page.map((c) => c.id));
    const older = this.#list.filter((c) => c.updated_ms < oldest && !ids.has(c.id));
    if (older.length === 0) this.#more = page.length === PAGE;
    this.#list = page.length === PAGE ? [...page, ...older] : page;
    this.#show();
  }

  setCurrent(id) {
    this.#current = id;
    for (const link of this.groups.querySelectorAll('a')) this.#markCurrent(link);
  }

  #markCurrent(link) {
    setAttribute(link, 'aria-current', link.dataset.id === this.#current ? 'page' : null);
  }

  async #loadOlder() {
    try {
      const page = await api.conversations(this.#list.at(-1).updated_ms, PAGE);
      this.#more = page.length === PAGE;
      this.#list.push(...page);
      this.#show();
    } catch (error) {
      this.actions.onError(error);
    }
  }

  #show() {
    // Not while a title is being written or a menu is open in it.
    if (this.groups.querySelector('.rename, .menu:not([hidden])')) return;
    const sections = new Map();
    for (const c of this.#list) {
      const name = dayGroup(c.updated_ms);
      if (!sections.has(name)) sections.set(name, el('ul', {}));
      sections.get(name).append(this.#item(c));
    }
    this.groups.replaceChildren(...[...sections].map(([name, list]) =>
      el('section', { 'aria-label': name }, el('h2', {}, name), list)));
    this.older.hidden = !this.#more;
    this.empty.hidden = this.#list.length > 0;
  }

  #item(c) {
    const title = c.title || 'Untitled';
    const link = el('a', { href: `#/${encodeURIComponent(c.id)}`, 'data-id': c.id, title,
      onclick: () => this.actions.onOpen(c.id) }, title);
    this.#markCurrent(link);
    const button = el('button', { class: 'icon-button', type: 'button', 'aria-haspopup': 'true',
      'aria-label': `More for ${title}` }, icon('more'));
    const item = el('li', { class: 'conversation' }, link, button);
    const choice = (words, act, kind = '') => el('button', { class: `menu-item ${kind}`,
      type: 'button', onclick: () => { menu.close(false); act(); } }, words);
    const box = el('div', { class: 'menu' },
      choice('Rename', () => this.#rename(c, item, link)),
      choice('Delete', () => this.#delete(c), 'danger'));
    item.append(box);
    const menu = new Menu(button, box);
    return item;
  }

  #rename(c, item, link) {
    const input = el('input', { class: 'rename', type: 'text', value: c.title, maxlength: '200',
      'aria-label': 'Title', autocomplete: 'off' });
    let settled = false;
    const settle = async (keep) => {
      if (settled) return;
      settled = true;
      const title = input.value.trim();
      input.replaceWith(link);
      item.classList.remove('renaming');
      if (keep && title !== '' && title !== c.title) await this.#saveTitle(c, title);
      this.#show();
      this.groups.querySelector(`a[data-id="${CSS.escape(c.id)}"]`)?.focus();
    };
    input.addEventListener('keydown', (e) => {
      if (e.key === 'Escape') e.stopPropagation();
      if (e.key === 'Enter' && !e.isComposing) settle(true);
      else if (e.key === 'Escape') settle(false);
    });
    input.addEventListener('blur', () => settle(true));
    item.classList.add('renaming');
    link.replaceWith(input);
    input.focus();
    input.select();
  }

  async #saveTitle(c, title) {
    try {
      await api.renameConversation(c.id, title);
      c.title = title;
      this.actions.onRenamed(c.id, title);
    } catch (error) {
      this.actions.onError(error);
    }
  }

  #makeConfirm() {
    const words = el('p', {});
    const yes = el('button', { class: 'button danger', type: 'button' }, 'Delete');
    const no = el('button', { class: 'button', type: 'button' }, 'Keep');
    const dialog = el('dialog', { class: 'confirm', 'aria-labelledby': 'confirm-title' },
      el('h2', { id: 'confirm-title' }, 'Delete this conversation?'), words,
      el('div', { class: 'confirm-row' }, no, yes));
    no.addEventListener('click', () => dialog.close());
    yes.addEventListener('click', () => dialog.close('delete'));
    document.body.append(dialog);
    return { dialog, words, no };
  }

  #delete(c) {
    const { dialog, words, no } = this.confirm;
    setText(words, `"${c.title || 'Untitled'}" and all its answers go for good.`);
    dialog.returnValue = '';
    dialog.onclose = async () => {
      if (dialog.returnValue !== 'delete') return;
      try {
        await api.deleteConversation(c.id);
        this.#list = this.#list.filter((other) => other.id !== c.id);
        this.#show();
        this.actions.onDeleted(c.id);
      } catch (error) {
        this.actions.onError(error);
      }
    };
    dialog.showModal();
    no.focus();
  }
}
