// What the browser keeps between visits: drafts and the last settings. A browser that keeps nothing
// (private window, full disk) still works, it only forgets.

const PREFIX = 'ponder.';

function read(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value === '') localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch {
    // Forgotten at the next visit.
  }
}

const draftKey = (conversation) => `draft.${conversation ?? 'new'}`;

export const loadDraft = (conversation) => read(draftKey(conversation)) ?? '';
export const saveDraft = (conversation, text) => write(draftKey(conversation), text);

export const MODES = ['instant', 'thinking', 'contemplating'];
export const AGENTS_MIN = 2;
export const AGENTS_MAX = 16;

// {mode, agents, model, sidebar}: always valid, whatever was stored.
export function loadSettings() {
  let stored = {};
  try {
    stored = JSON.parse(read('settings') ?? '{}') ?? {};
  } catch {
    // Not ours or broken: the defaults do.
  }
  const { mode, agents, model, sidebar } = stored;
  const agentsFit = Number.isInteger(agents) && agents >= AGENTS_MIN && agents <= AGENTS_MAX;
  return {
    mode: MODES.includes(mode) ? mode : 'instant',
    agents: agentsFit ? agents : 8,
    model: typeof model === 'string' ? model : '',
    sidebar: sidebar !== false,
  };
}

export const saveSettings = (settings) => write('settings', JSON.stringify(settings));
