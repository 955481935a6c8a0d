// What the browser keeps between visits. A browser that keeps nothing (private window, full disk)
// still works, it only forgets: the one who writes hears whether it was kept.

const PREFIX = 'ponder.';

export function read(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

// An empty value removes the key. False where the browser did not keep it.
export function write(key: string, value: string): boolean {
  try {
    if (value === '') localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
    return true;
  } catch {
    return false;
  }
}

// Under which a draft is known.
export const draftName = (conversation: string | null): string => conversation ?? 'new';
const draftKey = (conversation: string | null) => `draft.${draftName(conversation)}`;

export const loadDraft = (conversation: string | null): string =>
  read(draftKey(conversation)) ?? '';
export const saveDraft = (conversation: string | null, text: string): boolean =>
  write(draftKey(conversation), text);

export const loadDraftFiles = (conversation: string | null): string =>
  read(`${draftKey(conversation)}.files`) ?? '';
export const saveDraftFiles = (conversation: string | null, files: string): boolean =>
  write(`${draftKey(conversation)}.files`, files);

export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(`${PREFIX}draft.`)) localStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept.
  }
}
