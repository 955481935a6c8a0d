// How the list of conversations is ordered for reading.
import type { ConversationResource, Folder } from '../api/types';
import type { Key } from '../i18n/language';

export interface Group {
  key: Key;
  folder?: Folder; // Then its name stands above, not the key's words.
  items: ConversationResource[];
}

const DAY_MS = 86_400_000;

function keyOf(c: ConversationResource, midnight: number): Key {
  if (c.pinned) return 'group.pinned';
  const ms = c.updated_ms || c.created_ms;
  if (ms >= midnight) return 'group.today';
  if (ms >= midnight - DAY_MS) return 'group.yesterday';
  if (ms >= midnight - 7 * DAY_MS) return 'group.week';
  return ms >= midnight - 30 * DAY_MS ? 'group.month' : 'group.older';
}

const ORDER: Key[] = ['group.pinned', 'group.today', 'group.yesterday', 'group.week', 'group.month',
  'group.older'];

// The list of conversations in groups: pinned ones, folders, then by the day of their last turn.
export function grouped(list: ConversationResource[], nowMs: number, folders: Folder[] = []): Group[] {
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  const groups = new Map<Key, ConversationResource[]>();
  const known = new Set(folders.map((folder) => folder.id));
  const lies = (item: ConversationResource) => !item.pinned && known.has(item.folder ?? '');
  for (const item of list) {
    if (lies(item)) continue;
    const key = keyOf(item, midnight);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const inFolders = folders.map((folder): Group => ({
    key: 'folders', folder, items: list.filter((item) => lies(item) && item.folder === folder.id),
  }));
  const byDay = ORDER.flatMap((key): Group[] => {
    const items = groups.get(key);
    return items ? [{ key, items }] : [];
  });
  const pinned = byDay.filter((group) => group.key === 'group.pinned');
  return [...pinned, ...inFolders.filter((group) => group.items.length > 0),
    ...byDay.filter((group) => group.key !== 'group.pinned')];
}
