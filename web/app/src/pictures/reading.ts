// What programs read in a picture, cut up for the eye: which words they are unsure of.
import type { Reading } from '../api/types';

export const UNSURE = 0.6; // Below, the model is told as well that it is unsure.

export interface Piece {
  text: string;
  unsure: boolean;
}

// The text of `reading` as it stands there, in pieces; neighbours that are alike are one.
export function piecesOf(reading: Reading): Piece[] {
  const pieces: Piece[] = [];
  const add = (text: string, unsure: boolean) => {
    const last = pieces.at(-1);
    if (last && last.unsure === unsure) last.text += text;
    else pieces.push({ text, unsure });
  };
  reading.lines.forEach((line, i) => {
    const before = reading.lines[i - 1];
    if (before) add(line.block === before.block ? '\n' : '\n\n', false);
    line.words.forEach((word, k) => {
      if (k > 0) add(' ', false);
      add(word.text, word.confidence < UNSURE);
    });
  });
  return pieces;
}

export const unsureIn = (reading: Reading): number =>
  reading.lines.flatMap((line) => line.words).filter((word) => word.confidence < UNSURE).length;
