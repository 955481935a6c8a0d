// Which dialog of the whole app is open, and whether the list is.
import { create } from 'zustand';

// The page that the canvas shows: which block of code of which turn, or a sample.
export interface OpenPage {
  title: string;
  turn: string | null;
  code: string;
}

export type Dialog = 'palette' | 'settings' | 'keys';

interface Ui {
  dialog: Dialog | null;
  drawer: boolean; // The list over the chat, on a narrow screen.
  canvas: OpenPage | null;
  show(dialog: Dialog | null): void;
}

export const useUi = create<Ui>((set) => ({
  dialog: null,
  drawer: false,
  canvas: null,
  show: (dialog) => set({ dialog }),
}));
