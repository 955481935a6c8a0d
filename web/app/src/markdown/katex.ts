// Formulas with KaTeX: fetched when a text has one.
import 'katex/dist/katex.min.css';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
import type { MathPlugin } from 'streamdown';

export const plugin: MathPlugin = {
  name: 'katex',
  type: 'math',
  remarkPlugin: [remarkMath, { singleDollarTextMath: false }],
  rehypePlugin: [rehypeKatex, { throwOnError: false, strict: false, trust: false, maxExpand: 500 }],
};
