// Keys that work everywhere on the page: / to write, Esc to stop, Alt+N for a new chat, Alt+1 to 3
// for the mode, Alt+A for the answer now.
import { MODES } from './storage.js';

const writes = (target) => target.matches?.('textarea, input:not([type=radio], [type=range])');

// `actions`: {newChat, focus, setMode(mode), answerNow, escape}.
export function installShortcuts(actions) {
  const byAltCode = { KeyN: actions.newChat, KeyA: actions.answerNow };
  MODES.forEach((mode, i) => { byAltCode[`Digit${i + 1}`] = () => actions.setMode(mode); });
  document.addEventListener('keydown', (e) => {
    if (e.isComposing || document.querySelector('dialog[open]')) return;
    let act = null;
    if (e.key === 'Escape') act = actions.escape;
    else if (e.altKey && !e.ctrlKey && !e.metaKey) act = byAltCode[e.code];
    else if (e.key === '/' && !writes(e.target)) act = actions.focus;
    if (!act) return;
    e.preventDefault();
    act();
  });
}
