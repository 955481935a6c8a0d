// Colours for code with shiki: grammars are fetched one by one, and the engine needs no WebAssembly.
// Colours are names, so that the style sheet gives them in light and in dark.
import { createHighlighterCore, type HighlighterCore, type LanguageInput } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';

export interface Token {
  text: string;
  kind: string;
}
export type Line = Token[];

const GRAMMARS: Record<string, () => Promise<{ default: LanguageInput }>> = {
  bash: () => import('shiki/langs/bash.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
};

const ALIASES: Record<string, string> = {
  sh: 'bash', shell: 'bash', zsh: 'bash', 'c++': 'cpp', cc: 'cpp', h: 'cpp', js: 'javascript',
  jsx: 'javascript', mjs: 'javascript', md: 'markdown', py: 'python', rs: 'rust', ts: 'typescript',
  tsx: 'typescript', svg: 'xml', yml: 'yaml', golang: 'go', jsonc: 'json',
};

// Each kind of word has a colour that no theme would choose: it is only a name.
const KINDS: [kind: string, scopes: string[]][] = [
  ['comment', ['comment', 'punctuation.definition.comment']],
  ['string', ['string', 'constant.other.symbol', 'markup.inline.raw']],
  ['number', ['constant.numeric', 'constant.language', 'constant.character']],
  ['keyword', ['keyword', 'storage', 'keyword.control']],
  ['name', ['entity.name.function', 'support.function', 'meta.function-call']],
  ['type', ['entity.name.type', 'entity.name.class', 'support.type', 'support.class', 'entity.name.tag']],
  ['attribute', ['entity.other.attribute-name', 'variable.parameter', 'support.type.property-name']],
];
const colourOf = (i: number) => `#0000${(16 + i).toString(16)}`;
const KIND_OF = new Map(KINDS.map(([kind], i) => [colourOf(i).toUpperCase(), kind]));

const theme = {
  name: 'ponder',
  type: 'light' as const,
  settings: [
    { settings: { foreground: '#000001', background: '#ffffff' } },
    ...KINDS.map(([, scope], i) => ({ scope, settings: { foreground: colourOf(i) } })),
  ],
};

let highlighter: Promise<HighlighterCore> | null = null;
const loaded = new Map<string, Promise<unknown>>();

// Null where the language is not known.
export async function highlight(code: string, language: string): Promise<Line[] | null> {
  const name = ALIASES[language.toLowerCase()] ?? language.toLowerCase();
  const grammar = GRAMMARS[name];
  if (!grammar) return null;
  highlighter ??= createHighlighterCore({
    themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const core = await highlighter;
  if (!loaded.has(name)) {
    loaded.set(name, grammar().then((module) => core.loadLanguage(module.default)));
  }
  await loaded.get(name);
  const { tokens } = core.codeToTokens(code, { lang: name, theme: 'ponder' });
  return tokens.map((line) => line.map(({ content, color }) => ({
    text: content, kind: KIND_OF.get((color ?? '').toUpperCase()) ?? 'text',
  })));
}
