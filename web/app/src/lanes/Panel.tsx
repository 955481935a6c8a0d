// The agents of a contemplating turn: while it runs the votes and a lane each; once it is over one
// line that says how they agreed, with the dissent and the lanes one click away.
import { useId, useState } from 'react';
import { useT } from '../i18n/language';
import { stop } from '../chat/store';
import { huesOf } from '../turn/hues';
import type { Turn, TurnView } from '../turn/turn';
import { agentState, dissent } from '../turn/votes';
import { Icon } from '../ui/Icon';
import { AgentDialog } from './AgentDialog';
import { Consensus } from './Consensus';
import { Dissent } from './Dissent';
import { Lanes } from './Lanes';
import { Pills } from './Pills';
import { answerWords, roomWords } from './words';

interface Props {
  turn: Turn;
  view: TurnView;
  running: boolean;
}

function useRunningTitle(view: TurnView): string {
  const t = useT();
  const agents = view.state.branches.length - 1;
  if (view.stopping === 'answer_now') return t('panel.taking');
  if (view.stopping === 'stop') return t('stopping');
  const thinking = view.state.branches.slice(1)
    .filter((b) => agentState(b, false).key === 'running').length;
  if (thinking === 0) return t('panel.done');
  return thinking === agents ? t('panel.thinking', { count: agents })
    : t('panel.still', { n: thinking, all: agents });
}

function Running({ turn, view, onOpen }: { turn: Turn; view: TurnView; onOpen(b: number): void }) {
  const t = useT();
  const { state } = view;
  const hueOf = huesOf(state, turn.hues);
  return (
    <>
      <div className="panel-top">
        <div className="panel-head">
          <h2 className="panel-title">{useRunningTitle(view)}</h2>
          <button type="button" className="button small" disabled={view.stopping !== null}
            onClick={() => void stop('answer_now')}>
            <Icon name="now" /><span>{t('answer.now')}</span>
          </button>
        </div>
        <Consensus state={state} over={false} hueOf={hueOf} />
      </div>
      <Lanes state={state} over={false} hueOf={hueOf} onOpen={onOpen} />
    </>
  );
}

function Over({ turn, view, onOpen }: { turn: Turn; view: TurnView; onOpen(b: number): void }) {
  const t = useT();
  const id = useId();
  const [lanes, setLanes] = useState(false);
  const [lost, setLost] = useState(false);
  const { state } = view;
  const words = answerWords(state, t);
  const room = roomWords(state, t);
  const hueOf = huesOf(state, turn.hues);
  const voices = dissent(state).reduce((sum, tally) => sum + tally.agents.length, 0);
  return (
    <>
      <div className="answer-line">
        <Pills state={state} hueOf={hueOf} onOpen={onOpen} />
        <p className="verdict">
          {words.map((word, i) => i === 0 ? <b key={word}>{word}</b> : <span key={word}>{word}</span>)}
        </p>
        <div className="panel-actions">
          {voices > 0 && (
            <button type="button" className="button small quiet" aria-expanded={lost}
              aria-controls={`${id}dissent`} onClick={() => setLost(!lost)}>
              <Icon name="split" />{t('dissent.n', { n: voices })}
            </button>
          )}
          <button type="button" className="button small quiet" aria-expanded={lanes}
            aria-controls={`${id}lanes`} onClick={() => setLanes(!lanes)}>
            {t(lanes ? 'lanes.hide' : 'lanes.show')}<Icon name="down" />
          </button>
        </div>
      </div>
      {room !== null && <p className="verdict-room">{room}</p>}
      <div id={`${id}dissent`} hidden={!lost}>
        {lost && <Dissent state={state} hueOf={hueOf} onOpen={onOpen} />}
      </div>
      <div id={`${id}lanes`} hidden={!lanes}>
        {lanes && (
          <>
            <Consensus state={state} over hueOf={hueOf} />
            <Lanes state={state} over hueOf={hueOf} onOpen={onOpen} />
          </>
        )}
      </div>
    </>
  );
}

export function Panel({ turn, view, running }: Props) {
  const t = useT();
  const [open, setOpen] = useState<number | null>(null);
  if (view.state.branches.length < 2) return null;
  const Body = running ? Running : Over;
  return (
    <section className={`panel ${running ? 'running' : 'over'}`} aria-label={t('panel')}>
      <Body turn={turn} view={view} onOpen={setOpen} />
      {open !== null && (
        <AgentDialog turn={turn} state={view.state} branch={open} over={!running}
          onClose={() => setOpen(null)} />
      )}
    </section>
  );
}
