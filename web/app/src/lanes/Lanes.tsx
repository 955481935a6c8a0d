// All agents side by side.
import { useT } from '../i18n/language';
import type { HueOf } from '../turn/hues';
import type { TurnState } from '../turn/reduce';
import { dissents, winningTally } from '../turn/votes';
import { Lane } from './Lane';

interface Props {
  state: TurnState;
  over: boolean;
  hueOf: HueOf;
  onOpen(branch: number): void;
}

export function Lanes({ state, over, hueOf, onOpen }: Props) {
  const t = useT();
  const agents = state.branches.slice(1);
  const winner = over ? state.report?.winner ?? 0 : 0;
  const won = over ? winningTally(state)?.normalised ?? '' : '';
  const size = agents.length > 8 ? 'many' : agents.length === 2 ? 'two' : '';
  return (
    <ul className={`lanes ${size}`} aria-label={t('about.agents')}>
      {agents.map((branch) => (
        <Lane key={branch.branch} branch={branch} over={over} hue={hueOf(branch.normalised)}
          wins={branch.branch === winner} onOpen={onOpen}
          dissents={dissents(branch, won)} />
      ))}
    </ul>
  );
}
