// The votes as a bar: a segment for each answer, as wide as the agents behind it; what is left are
// the agents that have not said anything yet.
import type { CSSProperties } from 'react';
import { percent } from '../i18n/figures';
import { useT } from '../i18n/language';
import type { Tally } from '../turn/events';
import type { HueOf } from '../turn/hues';
import type { TurnState } from '../turn/reduce';
import { keyOf, talliesOf } from '../turn/votes';
import { outlook } from './words';

interface Props {
  state: TurnState;
  over: boolean; // No more votes will come.
  hueOf: HueOf;
}

const voters = (tallies: Tally[]) => tallies.reduce((sum, tally) => sum + tally.agents.length, 0);

const agentsIn = (state: TurnState) => state.branches.length - 1;

function useLabel(state: TurnState, over: boolean): string {
  const t = useT();
  const tallies = talliesOf(state);
  const [leader] = tallies;
  if (!leader) {
    // An answer was given all the same.
    if ((state.report?.winner ?? 0) > 0) return t('votes.texts');
    return t(over ? 'votes.none' : 'votes.none.yet');
  }
  return t('votes.leader', {
    n: leader.agents.length, all: over ? voters(tallies) : agentsIn(state), answer: leader.answer,
  });
}

export function Consensus({ state, over, hueOf }: Props) {
  const t = useT();
  const tallies = talliesOf(state);
  const label = useLabel(state, over);
  const soon = outlook(state, t);
  const voted = voters(tallies);
  const said = tallies.map((tally) => `${tally.answer}: ${tally.agents.length}`).join(', ');
  // Sorted by first sight, so that a segment keeps its element; `order` puts the best first.
  const segments = tallies.map((tally, rank) => ({ tally, rank, key: keyOf(tally) }))
    .sort((a, b) => (hueOf(a.key) ?? 0) - (hueOf(b.key) ?? 0));
  return (
    <div className="consensus">
      <div className="consensus-head">
        <span className="consensus-label"><bdi>{label}</bdi></span>
        {state.decided && <span className="badge">{t('votes.decided')}</span>}
        {soon !== null && <span className="consensus-outlook">{soon}</span>}
      </div>
      {!(over && voted === 0) && (
        <div className="consensus-bar" role="img" aria-label={t('votes.are', { said: said || t('votes.none.yet') })}>
          {segments.map(({ tally, rank, key }) => (
            <span className="segment" key={key} data-hue={hueOf(key)}
              style={{ flexGrow: tally.agents.length, order: rank } as CSSProperties}
              title={t('votes.one', {
                answer: tally.answer, count: tally.agents.length, share: percent(tally.weight),
              })}>
              <b>{tally.answer}</b><i>{tally.agents.length}</i>
            </span>
          ))}
          <span className="segment open" style={{ flexGrow: Math.max(0, agentsIn(state) - voted) }} />
        </div>
      )}
    </div>
  );
}
