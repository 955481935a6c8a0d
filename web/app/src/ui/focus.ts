// Dialogs are in the document only while they are open and have no trigger of their own: the focus goes
// back to where it was.
import { useState } from 'react';

export function useFocusReturn(): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}
