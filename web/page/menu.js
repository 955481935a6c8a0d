// A button that opens a small box beside it. Esc, a click elsewhere and leaving it with Tab close
// it; the focus returns to the button.
import { setAttribute } from './dom.js';

let openMenu = null;

export const anyMenuOpen = () => openMenu !== null;

export class Menu {
  // `box` stands next to `button` in the document; `onOpen` may fill it.
  constructor(button, box, onOpen = () => {}) {
    Object.assign(this, { button, box, onOpen });
    box.hidden = true;
    setAttribute(button, 'aria-expanded', 'false');
    button.addEventListener('click', () => (this.opened ? this.close(true) : this.open()));
    box.addEventListener('focusout', (e) => {
      const inside = e.relatedTarget === null || box.contains(e.relatedTarget);
      if (!inside && e.relatedTarget !== button) this.close(false);
    });
  }

  get opened() {
    return openMenu === this;
  }

  open() {
    openMenu?.close(false);
    openMenu = this;
    this.onOpen();
    this.box.hidden = false;
    setAttribute(this.button, 'aria-expanded', 'true');
    const first = this.box.querySelector('input:checked, button:not([disabled]), input');
    first?.focus();
  }

  close(returnFocus) {
    if (!this.opened) return;
    openMenu = null;
    this.box.hidden = true;
    setAttribute(this.button, 'aria-expanded', 'false');
    if (returnFocus) this.button.focus();
  }
}

document.addEventListener('pointerdown', (e) => {
  if (!openMenu) return;
  if (!openMenu.box.contains(e.target) && !openMenu.button.contains(e.target)) openMenu.close(false);
});

document.addEventListener('keydown', (e) => {
  if (e.key !== 'Escape' || !openMenu) return;
  e.stopImmediatePropagation();
  openMenu.close(true);
}, { capture: true });
