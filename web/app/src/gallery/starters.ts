// Ideas for pages that a model can make, by subject; pages to play at once, by hand or by a model (made/ keeps
// each with its turns, the seed and the model's sum); and cases for the repair assistant.
import madeCoin from './made/coin/made.json';
import type { Key } from '../i18n/language';

export type Subject = 'physics' | 'chemistry' | 'maths' | 'circuits';

export interface Starter {
  subject: Subject;
  title: Key;
  prompt: Key;
}

export interface Repair {
  title: Key;
  words: Key;
}

export interface Sample {
  subject: Subject;
  title: Key;
  about: Key;
  load(): Promise<{ default: string }>;
  made?: { model: string; seed: number; repairs: number }; // By a model; by hand where it is not given.
}

export const SUBJECTS: Subject[] = ['physics', 'chemistry', 'maths', 'circuits'];

export const SAMPLES: Sample[] = [
  { subject: 'physics', title: 'sample.orbit', about: 'sample.orbit.about', load: () => import('./samples/orbit.html?raw') },
  { subject: 'chemistry', title: 'sample.titration', about: 'sample.titration.about', load: () => import('./samples/titration.html?raw') },
  { subject: 'maths', title: 'sample.primes', about: 'sample.primes.about', load: () => import('./samples/primes.html?raw') },
  { subject: 'circuits', title: 'sample.gates', about: 'sample.gates.about', load: () => import('./samples/gates.html?raw') },
  { subject: 'maths', title: 'sample.coin', about: 'sample.coin.about', load: () => import('./made/coin/page.html?raw'), made: madeCoin },
];

export const STARTERS: Starter[] = [
  { subject: 'physics', title: 'idea.pendulum', prompt: 'idea.pendulum.prompt' },
  { subject: 'physics', title: 'idea.waves', prompt: 'idea.waves.prompt' },
  { subject: 'physics', title: 'idea.light', prompt: 'idea.light.prompt' },
  { subject: 'chemistry', title: 'idea.balance', prompt: 'idea.balance.prompt' },
  { subject: 'chemistry', title: 'idea.gas', prompt: 'idea.gas.prompt' },
  { subject: 'maths', title: 'idea.coin', prompt: 'idea.coin.prompt' },
  { subject: 'maths', title: 'idea.slope', prompt: 'idea.slope.prompt' },
  { subject: 'maths', title: 'idea.fractions', prompt: 'idea.fractions.prompt' },
  { subject: 'circuits', title: 'idea.ohm', prompt: 'idea.ohm.prompt' },
  { subject: 'circuits', title: 'idea.adder', prompt: 'idea.adder.prompt' },
];

export const REPAIRS: Repair[] = [
  { title: 'idea.dishwasher', words: 'repair.words.example' },
  { title: 'idea.washer', words: 'idea.washer.words' },
];
