// One agent as a card: who, the end of what it has written, its answer with how sure it is, how much.
import { memo } from 'react';
import { percent } from '../i18n/figures';
import { useT } from '../i18n/language';
import type { Branch } from '../turn/reduce';
import { agentState } from '../turn/votes';
import { Icon } from '../ui/Icon';
import { useAgentName } from './names';

const TAIL_CHARS = 420; // A little more than a card can show.
const FADE_CHARS = 160; // From here on the card is full and its first line fades.

const charsOf = (branch: Branch) => branch.parts.reduce((sum, p) => sum + p.text.length, 0);

// The end of what an agent has written; an answer that stands in the chip is not said twice.
export function tailOf(branch: Branch): string {
  const parts = branch.parts.slice(-2);
  if (branch.answer !== '' && parts.at(-1)?.text.trim() === branch.answer) parts.pop();
  return parts.map((p) => p.text.slice(-TAIL_CHARS)).join(' ').trim().slice(-TAIL_CHARS);
}

interface Props {
  branch: Branch;
  over: boolean;
  hue: number | undefined;
  wins: boolean;
  dissents: boolean;
  onOpen(branch: number): void;
}

export const Lane = memo(function Lane({ branch, over, hue, wins, dissents, onOpen }: Props) {
  const t = useT();
  const name = useAgentName()(branch);
  const { key, label } = agentState(branch, over);
  const chars = charsOf(branch);
  const amount = branch.finish !== null && branch.usage.tokens_new > 0
    ? t('tokens', { count: branch.usage.tokens_new }) : t('chars', { count: chars });
  const classes = ['lane', wins && 'wins', dissents && 'dissents', chars > FADE_CHARS && 'full'];
  return (
    <li className={classes.filter(Boolean).join(' ')} data-state={key} data-hue={hue}>
      <div className="lane-head">
        <button type="button" className="lane-open" onClick={() => onOpen(branch.branch)}>
          <span className="lane-number" aria-hidden="true">{branch.branch}</span>
          <span className="lane-name">{name}</span>
        </button>
        {wins && <span className="lane-mark"><Icon name="check" />{t('lane.wins')}</span>}
        {dissents && <span className="lane-mark"><Icon name="split" />{t('lane.dissents')}</span>}
      </div>
      <div className="lane-text"><p className="lane-tail" aria-hidden="true" dir="auto">{tailOf(branch)}</p></div>
      <div className="lane-foot">
        {branch.answer === '' ? <span className="lane-state">{t(`agent.${label}`)}</span>
          : <span className="chip"><bdi>{branch.answer}</bdi></span>}
        <span className="lane-amount">{amount}</span>
      </div>
      <span className="lane-sure" title={branch.confidence > 0 ? t('confidence', { share: percent(branch.confidence) }) : undefined}>
        <i style={{ inlineSize: `${Math.round(branch.confidence * 100)}%` }} />
      </span>
    </li>
  );
});
