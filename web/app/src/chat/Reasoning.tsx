// What was thought before the answer: open while only reasoning comes, closed once the answer
// begins, then as the reader wants it.
import { useState } from 'react';
import { useT } from '../i18n/language';
import { Markdown } from '../markdown/Markdown';
import { Icon } from '../ui/Icon';

interface Props {
  text: string;
  running: boolean;
  answering: boolean;
}

export function Reasoning({ text, running, answering }: Props) {
  const t = useT();
  const [chosen, setChosen] = useState<boolean | null>(null);
  if (text === '') return null;
  const thinking = running && !answering;
  const open = chosen ?? thinking;
  return (
    <div className={`reasoning ${thinking ? 'writing' : ''}`}>
      <button type="button" aria-expanded={open} onClick={() => setChosen(!open)}>
        <Icon name="right" />
        <span>{t(thinking ? 'reasoning.now' : 'reasoning')}</span>
      </button>
      {open && <Markdown text={text} streaming={thinking} quiet />}
    </div>
  );
}
