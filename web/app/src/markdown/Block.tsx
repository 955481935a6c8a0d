// Code in a model's text: in a line as it is; a block with its language and a copy button, or what
// the language stands for: a diagram, a chart, a page for the canvas, places in a picture.
import { lazy, Suspense, use, type ComponentProps, type ReactNode } from 'react';
import { useIsCodeFenceIncomplete } from 'streamdown';
import { regionsOf } from '../annotations/regions';
import { SeenContext } from '../annotations/seen';
import { CodeBlock } from './CodeBlock';
import { TurnContext } from './context';

const Diagram = lazy(() => import('./Diagram'));
const Chart = lazy(() => import('./Chart'));
const Annotated = lazy(() => import('../annotations/Annotated'));
const PageCard = lazy(() => import('../canvas/PageCard'));

function textIn(node: ReactNode): string {
  if (typeof node === 'string') return node;
  if (Array.isArray(node)) return node.map(textIn).join('');
  if (node && typeof node === 'object' && 'props' in node) {
    return textIn((node.props as { children?: ReactNode }).children);
  }
  return '';
}

const CHARTS = new Set(['vega-lite', 'vegalite', 'vega']);

export function Block({ className, children }: ComponentProps<'code'>) {
  const incomplete = useIsCodeFenceIncomplete();
  const turn = use(TurnContext);
  const seen = use(SeenContext);
  const language = /language-([\w+#.-]+)/.exec(className ?? '')?.[1] ?? '';
  const code = textIn(children).replace(/\n$/, '');
  const plain = <CodeBlock code={code} language={language} writing={incomplete} />;
  if (language === 'html' && turn !== null && /<(?:!doctype|html|body|script|canvas|svg)/i.test(code)) {
    return <Suspense fallback={plain}><PageCard code={code} turn={turn} writing={incomplete} /></Suspense>;
  }
  const found = seen !== null && (language === 'json' || language === '') ? regionsOf(code) : null;
  if (found) {
    return <Suspense fallback={plain}><Annotated found={found} code={code} writing={incomplete} /></Suspense>;
  }
  if (incomplete) return plain;
  if (language === 'mermaid') return <Suspense fallback={plain}><Diagram code={code} /></Suspense>;
  if (CHARTS.has(language)) return <Suspense fallback={plain}><Chart code={code} /></Suspense>;
  return plain;
}
