// Keeps the pictures of drafts over a reload, in the browser: as they would be sent, for the newest few
// drafts. A browser that keeps nothing only forgets them.
import type { Picture } from './picture';

const DRAFTS_MAX = 4;
const STORE = 'drafts';

interface KeptDraft {
  draft: string;
  savedMs: number;
  pictures: Picture[];
}

let database: Promise<IDBDatabase> | null = null;

const answerOf = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error ?? new Error('not kept'));
});

function opened(): Promise<IDBDatabase> {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('ponder-pictures', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'draft' });
    answerOf(request).then(resolve, reject);
  });
  return database;
}

const store = async (mode: IDBTransactionMode): Promise<IDBObjectStore> =>
  (await opened()).transaction(STORE, mode).objectStore(STORE);

export async function loadPictures(draft: string): Promise<Picture[]> {
  try {
    const kept = await answerOf((await store('readonly')).get(draft) as IDBRequest<KeptDraft | undefined>);
    return kept?.pictures ?? [];
  } catch {
    return [];
  }
}

export async function savePictures(draft: string, pictures: Picture[]): Promise<void> {
  try {
    const drafts = await store('readwrite');
    if (pictures.length === 0) {
      await answerOf(drafts.delete(draft));
      return;
    }
    const small = pictures.map((picture) => ({ ...picture, source: picture.blob }));
    await answerOf(drafts.put({ draft, savedMs: Date.now(), pictures: small }));
    const all = await answerOf(drafts.getAll() as IDBRequest<KeptDraft[]>);
    all.sort((a, b) => b.savedMs - a.savedMs);
    for (const old of all.slice(DRAFTS_MAX)) drafts.delete(old.draft);
  } catch {
    // They are there until the page is left.
  }
}

export async function forgetPictures(): Promise<void> {
  try {
    await answerOf((await store('readwrite')).clear());
  } catch {
    // Nothing was kept.
  }
}
