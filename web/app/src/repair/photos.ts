// Photos of a repair and what the server reads in them. They go along with the question as its pictures.
import { readPicture } from '../api/client';
import type { SentImage } from '../api/types';
import { packed, type Picture } from '../pictures/picture';

export interface Photo {
  picture: Picture;
  state: 'reading' | 'read' | 'failed';
  text: string; // As read, then as corrected.
  found: boolean; // Some text was read in it.
  problem: string;
}

export const photoOf = (picture: Picture): Photo =>
  ({ picture, state: 'reading', text: '', found: false, problem: '' });

export async function readPhoto({ blob }: Picture): Promise<Partial<Photo>> {
  try {
    const { text } = await readPicture(blob);
    return { state: 'read', text, found: text.trim() !== '' };
  } catch (error) {
    return { state: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
}

export const sentPhotos = (photos: Photo[], textBytes: number): Promise<SentImage[]> =>
  packed(photos.map(({ picture, text }) => ({ ...picture, corrected: text.trim() })), textBytes);
