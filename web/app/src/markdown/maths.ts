// Formulas in a text: models write \( \), \[ \], $ $ and $$ $$; the reader of markdown takes the two
// dollars only. Code is left alone, and so is money.

const FENCE = /(^|\n)[ \t]*(```|~~~)[\s\S]*?(?:\n[ \t]*\2[^\n]*|$)|`[^`\n]+`/g;
const HINT = /\\\(|\\\[|\$\$|(?:^|[^\\$\w])\$[^\s$][^$\n]*[^\s$\\]\$(?!\d)|(?:^|[^\\$\w])\$[^\s$\d]\$(?!\w)/;

export const hasMaths = (text: string): boolean => HINT.test(text);

function convert(text: string): string {
  return text
    .replace(/\\\[([\s\S]+?)\\\]/g, (_, inner: string) => `\n$$\n${inner.trim()}\n$$\n`)
    .replace(/\\\(([\s\S]+?)\\\)/g, (_, inner: string) => `$$${inner.trim()}$$`)
    .replace(/(^|[^\\$\w])\$([^\s$](?:[^$\n]*[^\s$\\])?)\$(?![\d$])/g,
      (all: string, before: string, inner: string) =>
        (/^[\d.,]+( .*)?$/.test(inner) && !/[\\^_=]/.test(inner) ? all : `${before}$$${inner}$$`));
}

export function prepareMaths(text: string): string {
  let out = '';
  let at = 0;
  for (const code of text.matchAll(FENCE)) {
    out += convert(text.slice(at, code.index)) + code[0];
    at = code.index + code[0].length;
  }
  return out + convert(text.slice(at));
}
