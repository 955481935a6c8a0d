// Photos of a repair and what the server reads in them.
import { readPicture } from '../api/client';

export interface Photo {
  id: string;
  name: string;
  preview: string; // An object URL.
  state: 'reading' | 'read' | 'failed';
  text: string; // As read, then as corrected.
  found: boolean; // Some text was read in it.
  problem: string;
}

export async function readPhoto(file: Blob): Promise<Partial<Photo>> {
  try {
    const { text } = await readPicture(file);
    return { state: 'read', text, found: text.trim() !== '' };
  } catch (error) {
    return { state: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
}
