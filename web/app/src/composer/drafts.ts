// What is written and not sent, for each conversation (null: a new chat): its text and its text files, kept by
// the browser over a reload where it has room. Its pictures are pictures/store.ts's.
import { useLayoutEffect } from 'react';
import { create } from 'zustand';
import { movePictures, setPictures } from '../pictures/store';
import { draftName, loadDraft, loadDraftFiles, saveDraft, saveDraftFiles } from '../settings/storage';
import { splitAttachments, withFile, type Attachment } from './attachments';

export interface Draft {
  text: string;
  files: Attachment[];
  textKept: boolean; // False: it is here only until the page is left.
  filesKept: boolean;
}

const EMPTY: Draft = { text: '', files: [], textKept: true, filesKept: true };

const useDrafts = create<Record<string, Draft | undefined>>(() => ({}));

const isFile = (x: unknown): x is Attachment =>
  typeof x === 'object' && x !== null && 'name' in x && 'text' in x &&
  typeof x.name === 'string' && typeof x.text === 'string';

function keptFiles(conversation: string | null): Attachment[] {
  try {
    const kept: unknown = JSON.parse(loadDraftFiles(conversation) || '[]');
    return Array.isArray(kept) ? kept.filter(isFile) : EMPTY.files;
  } catch {
    return EMPTY.files;
  }
}

// What the browser keeps, as another tab may have written it, and what it had no room for.
function reread(conversation: string | null): Draft {
  const key = draftName(conversation);
  const { text, files, textKept, filesKept } = useDrafts.getState()[key] ?? EMPTY;
  const draft = {
    text: textKept ? loadDraft(conversation) : text, files: filesKept ? keptFiles(conversation) : files, textKept, filesKept,
  };
  useDrafts.setState({ [key]: draft });
  return draft;
}

export const draftOf = (conversation: string | null): Draft =>
  useDrafts.getState()[draftName(conversation)] ?? reread(conversation);

function change(conversation: string | null, to: Partial<Draft>): void {
  useDrafts.setState({ [draftName(conversation)]: { ...draftOf(conversation), ...to } });
}

export function setText(conversation: string | null, text: string): void {
  change(conversation, { text, textKept: saveDraft(conversation, text) || text === '' });
}

export function setFiles(conversation: string | null, files: Attachment[]): void {
  const kept = saveDraftFiles(conversation, files.length > 0 ? JSON.stringify(files) : '');
  change(conversation, { files, filesKept: kept || files.length === 0 });
}

export function useDraft(conversation: string | null): Draft {
  useLayoutEffect(() => { reread(conversation); }, [conversation]);
  return useDrafts((s) => s[draftName(conversation)]) ?? EMPTY;
}

// A question that could not be sent waits where it was written, above what has been written since.
export function giveBack(conversation: string | null, input: string): void {
  const { text, files } = splitAttachments(input);
  const since = draftOf(conversation);
  setText(conversation, [text, since.text].filter((part) => part !== '').join('\n\n'));
  setFiles(conversation, since.files.reduce(withFile, files));
}

// What was written in a new chat meanwhile belongs to the conversation that has begun.
export function moveDraft(conversation: string): void {
  const { text, files } = draftOf(null);
  setText(conversation, text);
  setFiles(conversation, files);
  setText(null, '');
  setFiles(null, []);
  movePictures(conversation);
}

export function forgetDraft(conversation: string): void {
  setText(conversation, '');
  setFiles(conversation, []);
  setPictures(conversation, []);
}
