// Dialogs are in the document only while they are open and have no trigger of their own: the focus goes
// back to where it was.
import { useState } from 'react';

// The dialogs and menus that have the keys just now.
export const dialogs = (): Element[] =>
  [...document.querySelectorAll('[role=dialog]:not(.canvas), [role=alertdialog], [role=menu]')];

export function useFocusReturn(): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    const open = dialogs(); // What has opened by now keeps the focus.
    if (open.length > 0 && !open.some((dialog) => dialog.contains(before))) return;
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}
