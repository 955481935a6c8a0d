// A mermaid diagram; what it cannot draw is shown as the code that it is.
import mermaid from 'mermaid';
import { useEffect, useId, useState } from 'react';
import { useT } from '../i18n/language';
import { useDark } from '../settings/theme';
import { CodeBlock } from './CodeBlock';

const CHARS_MAX = 20_000;

export default function Diagram({ code }: { code: string }) {
  const t = useT();
  const dark = useDark();
  const id = useId().replace(/[^\w]/g, '');
  const [svg, setSvg] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    mermaid.initialize({
      startOnLoad: false, securityLevel: 'strict', suppressErrorRendering: true,
      theme: dark ? 'dark' : 'neutral', fontFamily: 'inherit', maxTextSize: CHARS_MAX,
      layout: 'dagre',
      flowchart: { htmlLabels: false },
    });
    mermaid.render(`diagram${id}`, code).then(
      ({ svg: drawn }) => { if (wanted) setSvg(drawn); },
      (error: unknown) => {
        console.debug('A diagram could not be drawn:', error);
        if (wanted) setSvg(null);
      });
    return () => { wanted = false; };
  }, [code, dark, id]);
  if (svg === null) return <CodeBlock code={code} language="mermaid" />;
  // Mermaid's strict mode sanitises what it draws.
  return <figure className="figure" aria-label={t('diagram')} dangerouslySetInnerHTML={{ __html: svg }} />;
}
