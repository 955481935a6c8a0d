// The languages of the app: texts by key, plural forms by the language's own rules, and figures and
// times as its readers write them. English comes with the app, others when they are chosen.
import { create } from 'zustand';
import { en } from './en';

export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Text = string | Plural;
export type Key = keyof typeof en;
export type Messages = Record<Key, Text>;
export type Params = Record<string, string | number>;
export type Language = 'en' | 'ar';

export const LANGUAGES: { id: Language; name: string; dir: 'ltr' | 'rtl' }[] = [
  { id: 'en', name: 'English', dir: 'ltr' },
  { id: 'ar', name: '\u0627\u0644\u0639\u0631\u0628\u064a\u0629', dir: 'rtl' },
];

interface State {
  language: Language;
  messages: Messages;
}

const useLanguage = create<State>(() => ({ language: 'en', messages: en }));

const LOCALES: Record<Language, string> = { en: 'en-GB', ar: 'ar-u-nu-latn' };

export const locale = (): string => LOCALES[useLanguage.getState().language];

const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function made<T>(map: Map<string, T>, key: string, make: (key: string) => T): T {
  let value = map.get(key);
  if (!value) map.set(key, (value = make(key)));
  return value;
}

export const whole = (n: number): string =>
  made(numbers, locale(), (l) => new Intl.NumberFormat(l)).format(n);

function format(text: Text, params: Params | undefined): string {
  let chosen = text;
  if (typeof chosen !== 'string') {
    const rules = made(plurals, locale(), (l) => new Intl.PluralRules(l));
    chosen = chosen[rules.select(Number(params?.count ?? 0))] ?? chosen.other;
  }
  if (!params) return chosen;
  return chosen.replace(/\{(\w+)\}/g, (all, name: string) => {
    const value = params[name];
    if (value === undefined) return all;
    return typeof value === 'number' ? whole(value) : value;
  });
}

export type Translate = (key: Key, params?: Params) => string;

export const t: Translate = (key, params) => format(useLanguage.getState().messages[key], params);

// For components: they are drawn anew when the language changes.
export function useT(): Translate {
  useLanguage((s) => s.messages);
  return t;
}

export async function setLanguage(language: Language): Promise<void> {
  const messages = language === 'ar' ? (await import('./ar')).ar : en;
  useLanguage.setState({ language, messages });
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES.find((l) => l.id === language)?.dir ?? 'ltr';
}
