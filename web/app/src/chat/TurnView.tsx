// One turn: the question, the agents, the reasoning, the answer, how it ended and what it cost.
import { lazy, memo, Suspense, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { fenced } from '../annotations/regions';
import { SeenContext } from '../annotations/seen';
import { useT } from '../i18n/language';
import { Panel } from '../lanes/Panel';
import { Markdown } from '../markdown/Markdown';
import { answerText, shownReasoning } from '../turn/reduce';
import { statusOf, type Turn } from '../turn/turn';
import { Icon } from '../ui/Icon';
import { Calculated } from './Calculated';
import { Question } from './Question';
import { Reasoning } from './Reasoning';
import { TurnEnd } from './TurnEnd';
import { TurnFoot } from './TurnFoot';
import { Waiting } from './Waiting';
import type { Step } from './path';

const RepairCard = lazy(() => import('../repair/RepairCard'));

const BRIEF_CHARS = 48; // Up to here the answer of a team stands as large as a result.

interface Props {
  step: Step<Turn>;
  last: boolean;
  pictured: Turn | null; // Whose pictures the answer is about.
  readOnly?: boolean; // Nothing can be asked from here.
}

export const TurnView = memo(function TurnView({ step, last, pictured, readOnly = false }: Props) {
  const t = useT();
  const { turn } = step;
  const view = useStore(turn.store);
  const [heard] = useState(turn.running); // Only what comes while one listens is read out.
  const status = statusOf(view);
  const running = status === 'running';
  const answer = answerText(view.state);
  const reasoning = shownReasoning(view.state);
  const seen = useMemo(() => pictured && { turn: pictured.id, images: pictured.view.resource.images ?? [] }, [pictured]);
  const contemplating = view.resource.mode === 'contemplating';
  const brief = contemplating && !running && answer.length <= BRIEF_CHARS && !answer.includes('\n');
  return (
    <article className="turn" data-status={status} data-turn={turn.id} aria-label={t('turn')}>
      <Question step={step} readOnly={readOnly} />
      {contemplating && <Panel turn={turn} view={view} running={running} />}
      <Reasoning text={reasoning} running={running} answering={answer !== ''} />
      {view.state.repair && (
        <Suspense fallback={null}><RepairCard view={view} last={last} /></Suspense>
      )}
      {!view.state.repair && (answer !== '' || running) && (
        <div className={`answer ${running ? 'writing' : ''} ${brief ? 'brief' : ''}`}
          aria-live={heard ? 'polite' : undefined} aria-busy={running}>
          <SeenContext value={seen}>
            <Markdown text={seen ? fenced(answer) : answer} streaming={running} turn={turn.id} />
          </SeenContext>
        </div>
      )}
      {running && answer === '' && reasoning === '' && view.state.branches.length < 2 &&
        <Waiting turn={turn} view={view} />}
      {running && !view.connected && (
        <p className="note offline"><Icon name="off" />{t('turn.offline')}</p>
      )}
      {!running && <Calculated calculation={view.state.report?.calculation} />}
      {!running && <TurnEnd view={view} status={status} readOnly={readOnly} />}
      {!running && (answer !== '' || view.state.report !== null) &&
        <TurnFoot turn={turn} view={view} answer={answer} last={last && !view.state.repair} />}
    </article>
  );
});
