// A block of code: language, copy, and colours as soon as they are known. While it is being written
// what is coloured stays coloured, and the rest follows.
import { memo, useEffect, useState } from 'react';
import { useT } from '../i18n/language';
import { CopyButton } from '../ui/CopyButton';
import type { Line } from './highlight';

const COLOURED_CHARS_MAX = 60_000; // Longer code stays plain: colouring it would halt the page.
const PAUSE_MS = 150;

interface Coloured {
  code: string;
  lines: Line[];
}

function useColours(code: string, language: string, writing: boolean): Coloured | null {
  const [coloured, setColoured] = useState<Coloured | null>(null);
  useEffect(() => {
    if (!language || code.length > COLOURED_CHARS_MAX) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      void import('./highlight').then(({ highlight }) => highlight(code, language)).then((lines) => {
        if (wanted && lines) setColoured({ code, lines });
      }).catch(() => {}); // Plain code is readable too.
    }, writing ? PAUSE_MS : 0);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [code, language, writing]);
  return coloured;
}

const Lines = memo(function Lines({ lines }: { lines: Line[] }) {
  return lines.map((line, i) => (
    <span className="line" key={i}>
      {line.map((token, k) => <span key={k} className={`tok-${token.kind}`}>{token.text}</span>)}
      {i < lines.length - 1 && '\n'}
    </span>
  ));
});

interface Props {
  code: string;
  language: string;
  writing?: boolean;
}

export function CodeBlock({ code, language, writing = false }: Props) {
  const t = useT();
  const coloured = useColours(code, language, writing);
  const fits = coloured !== null && code.startsWith(coloured.code);
  return (
    <div className="code-block" dir="ltr">
      <div className="code-head">
        <span>{language || t('code')}</span>
        <CopyButton text={() => code} className="copy" />
      </div>
      <pre tabIndex={0}>
        <code>
          {fits ? <><Lines lines={coloured.lines} />{code.slice(coloured.code.length)}</> : code}
        </code>
      </pre>
    </div>
  );
}
