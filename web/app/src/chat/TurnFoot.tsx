// Under an answer: what it took in a few words, copy, ask again, all about it, and what can be made of it.
import { useState } from 'react';
import { seconds } from '../i18n/figures';
import { useT } from '../i18n/language';
import type { Turn, TurnView } from '../turn/turn';
import { CopyButton } from '../ui/CopyButton';
import { Icon } from '../ui/Icon';
import { About } from './About';
import { NextSteps } from './NextSteps';
import { useBusy } from './store';
import { useAskAgain } from './TurnEnd';

interface Props {
  turn: Turn;
  view: TurnView;
  answer: string;
  last: boolean;
}

export function TurnFoot({ turn, view, answer, last }: Props) {
  const t = useT();
  const [about, setAbout] = useState(false);
  const busy = useBusy();
  const askAgain = useAskAgain(view);
  const { report, usage, mode } = view.state;
  const contemplated = mode === 'contemplating';
  const words: string[] = [];
  if (report && !contemplated && usage.tokens_new > 0) {
    words.push(t('tokens', { count: usage.tokens_new }));
  }
  if (report) words.push(seconds(report.wall_ms));
  return (
    <footer className="turn-foot">
      <span className="summary">{words.join(' \u00b7 ')}</span>
      {answer !== '' && <CopyButton text={() => answer} className="button small quiet" />}
      {last && answer !== '' && (
        <button type="button" className="button small quiet" disabled={busy}
          onClick={askAgain}>
          <Icon name="retry" />{t('regenerate')}
        </button>
      )}
      {report && (
        <button type="button" className="button small quiet" onClick={() => setAbout(true)}>
          <Icon name="info" />{t('about')}
        </button>
      )}
      {last && answer !== '' && <NextSteps busy={busy} />}
      {about && <About turn={turn} view={view} onClose={() => setAbout(false)} />}
    </footer>
  );
}
