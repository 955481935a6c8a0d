// Which turn a text belongs to: a page in it can then be opened in the canvas.
import { createContext } from 'react';

export const TurnContext = createContext<string | null>(null);
