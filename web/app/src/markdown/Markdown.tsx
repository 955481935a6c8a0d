// What a model writes, as it comes: half-open markdown is closed for display, HTML is shown as the
// text that it is, each block finds its own direction. Maths, highlighting, diagrams and charts are
// fetched when a text needs them.
import { memo, useEffect, useMemo, useState } from 'react';
import { defaultRehypePlugins, Streamdown, type MathPlugin } from 'streamdown';
import { Block } from './Block';
import { Anchor, Image, InlineCode, Table } from './elements';
import { hasMaths, prepareMaths } from './maths';
import { TurnContext } from './context';

// Without rehype-raw: HTML from a model never becomes elements.
const REHYPE = [defaultRehypePlugins.sanitize, defaultRehypePlugins.harden].filter((p) => p !== undefined);
const COMPONENTS = { a: Anchor, img: Image, table: Table, code: Block, inlineCode: InlineCode, ...plainElements() };

// The library's own versions of these carry classes of a style sheet that is not here.
function plainElements() {
  return {
    p: 'p', ul: 'ul', ol: 'ol', li: 'li', h1: 'h3', h2: 'h4', h3: 'h5', h4: 'h6', h5: 'h6', h6: 'h6',
    blockquote: 'blockquote', hr: 'hr', strong: 'strong', thead: 'thead', tbody: 'tbody', tr: 'tr',
    th: 'th', td: 'td', sup: 'sup', sub: 'sub', section: 'section',
  } as const;
}

let mathsPlugin: MathPlugin | null = null;

function useMaths(wanted: boolean): MathPlugin | null {
  const [plugin, setPlugin] = useState(mathsPlugin);
  useEffect(() => {
    if (!wanted || plugin) return;
    void import('./katex').then((module) => {
      mathsPlugin = module.plugin;
      setPlugin(module.plugin);
    }).catch(() => {}); // Offline: formulas stay as they are written.
  }, [wanted, plugin]);
  return wanted ? plugin : null;
}

interface Props {
  text: string;
  streaming: boolean;
  quiet?: boolean;
  turn?: string;
}

export const Markdown = memo(function Markdown({ text, streaming, quiet, turn }: Props) {
  const wanted = hasMaths(text);
  const math = useMaths(wanted);
  const plugins = useMemo(() => (math ? { math } : undefined), [math]);
  const shown = math ? prepareMaths(text) : text;
  return (
    <TurnContext value={turn ?? null}>
      <Streamdown className={`prose ${quiet ? 'quiet' : ''}`} mode="streaming" dir="auto"
        isAnimating={streaming} parseIncompleteMarkdown={streaming} controls={false}
        components={COMPONENTS} rehypePlugins={REHYPE} plugins={plugins}>
        {shown}
      </Streamdown>
    </TurnContext>
  );
});
