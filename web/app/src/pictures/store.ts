// The pictures of each draft, as the composer shows them.
import { useEffect } from 'react';
import { create } from 'zustand';
import { draftName } from '../settings/storage';
import { loadPictures, savePictures } from './kept';
import type { Picture } from './picture';

const NONE: Picture[] = [];

const useLists = create<Record<string, Picture[] | undefined>>(() => ({}));

export const picturesOf = (conversation: string | null): Picture[] =>
  useLists.getState()[draftName(conversation)] ?? NONE;

export function setPictures(conversation: string | null, pictures: Picture[]): void {
  const key = draftName(conversation);
  useLists.setState({ [key]: pictures });
  void savePictures(key, pictures);
}

export function changePicture(conversation: string | null, id: string, next: Picture): void {
  setPictures(conversation, picturesOf(conversation).map((p) => (p.id === id ? next : p)));
}

// What was added to a new chat meanwhile belongs to the conversation that has begun.
export function movePictures(conversation: string): void {
  const added = picturesOf(null);
  setPictures(null, []);
  if (added.length > 0) setPictures(conversation, added);
}

export function usePictures(conversation: string | null): Picture[] {
  const key = draftName(conversation);
  useEffect(() => {
    if (useLists.getState()[key] !== undefined) return;
    void loadPictures(key).then((kept) => {
      if (useLists.getState()[key] === undefined) useLists.setState({ [key]: kept });
    });
  }, [key]);
  return useLists((s) => s[key]) ?? NONE;
}
