// What a repair's events carry (docs/events.md); the same as src/chat/{safety,repair}.h.

export type HazardLevel = 'careful' | 'professional_only' | 'stop_now';

export interface Hazard {
  id: string;
  level: HazardLevel;
  found: string; // The words that told it; empty: what kind of appliance it is.
  title: string;
  actions: string[];
}

export interface RepairFacts {
  kind: string;
  brand: string;
  model: string;
  code: string;
  symptom: string;
}

export type StepResult = 'open' | 'helped' | 'no_change' | 'unable';

export interface RepairStep {
  id: string;
  text: string;
  by_model: boolean;
  result: StepResult;
}

export interface RepairQuestion {
  about: 'kind' | 'code' | 'brand' | 'symptom' | 'dangers' | 'model';
  text: string;
  options: { id: string; text: string }[]; // Empty: it is answered in words.
  may_skip: boolean;
}

export interface RepairCode {
  code: string;
  known: boolean;
  meaning: string;
  source: string;
  read_on: string;
}

export interface RepairState {
  language: string;
  stage: 'asking' | 'steps' | 'solved' | 'professional' | 'stopped';
  facts: RepairFacts;
  kind_name: string;
  symptom_name: string;
  skipped: string[];
  code?: RepairCode;
  question?: RepairQuestion;
  steps: RepairStep[];
  hand_over: string[];
  call_when: string;
}

// What a turn says beyond its words.
export interface RepairAsk {
  language?: string;
  facts?: Partial<RepairFacts>;
  skip?: string[];
  dangers?: string[];
  step?: string;
  result?: StepResult;
}
