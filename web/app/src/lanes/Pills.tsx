// The agents of a turn that is over as dots: their colour is their answer; the one whose text is
// shown has a check mark, who dissents a broken edge. Each opens the agent's whole text.
import { useT } from '../i18n/language';
import type { HueOf } from '../turn/hues';
import type { Branch, TurnState } from '../turn/reduce';
import { agentState, dissents, winningTally } from '../turn/votes';
import { Icon } from '../ui/Icon';
import { useAgentName } from './names';

interface Props {
  state: TurnState;
  hueOf: HueOf;
  onOpen(branch: number): void;
}

export function Pills({ state, hueOf, onOpen }: Props) {
  const t = useT();
  const nameOf = useAgentName();
  const winner = state.report?.winner ?? 0;
  const won = winningTally(state)?.normalised ?? '';
  const said = (branch: Branch, wins: boolean, lost: boolean) => {
    const what = branch.answer ? t('pill.answer', { answer: branch.answer })
      : t(`agent.${agentState(branch, true).label}`);
    const note = wins ? `, ${t('pill.wins')}` : lost ? `, ${t('pill.dissents')}` : '';
    return `${branch.branch}. ${nameOf(branch)}: ${what}${note}`;
  };
  return (
    <ul className="pills" aria-label={t('about.agents')}>
      {state.branches.slice(1).map((branch) => {
        const wins = branch.branch === winner;
        const lost = dissents(branch, won);
        const words = said(branch, wins, lost);
        const { key } = agentState(branch, true);
        return (
          <li key={branch.branch}>
            <button type="button" data-hue={hueOf(branch.normalised)} title={words} aria-label={words}
              className={`pill ${key} ${wins ? 'wins' : ''} ${lost ? 'dissents' : ''}`}
              onClick={() => onOpen(branch.branch)}>
              {wins ? <Icon name="check" /> : <span>{branch.branch}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
