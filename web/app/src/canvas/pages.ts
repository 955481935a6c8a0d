// The pages that models have made in a conversation: each whole HTML block of an answer is one
// version of what the canvas shows.

export interface Page {
  title: string;
  code: string;
}

export interface Version extends Page {
  turn: string;
}

const FENCE = /(?:^|\n)[ \t]*(`{3,}|~{3,})[ \t]*html[^\n]*\n([\s\S]*?)\n[ \t]*\1[ \t]*(?=\n|$)/gi;
const TITLE = /<title[^>]*>([^<]{1,120})<\/title>|<h1[^>]*>([^<]{1,120})<\/h1>/i;
const IS_PAGE = /<(?:!doctype|html|body|script|canvas|svg)/i;

export function titleOf(code: string): string {
  const found = TITLE.exec(code);
  return (found?.[1] ?? found?.[2] ?? '').trim();
}

// Whether its text ends as a page does.
export const isWhole = (code: string): boolean => /<\/(?:html|body|script|svg)>\s*$/i.test(code);

export function pagesIn(answer: string): Page[] {
  return [...answer.matchAll(FENCE)].map((m) => m[2] ?? '').filter((code) => IS_PAGE.test(code))
    .map((code) => ({ title: titleOf(code), code }));
}

export const versionsOf = (answers: { turn: string; answer: string }[]): Version[] =>
  answers.flatMap(({ turn, answer }) => pagesIn(answer).map((page) => ({ ...page, turn })));
