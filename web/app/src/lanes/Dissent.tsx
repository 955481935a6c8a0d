// Which agents came to another answer, and with how much of the vote.
import { percent } from '../i18n/figures';
import { useT } from '../i18n/language';
import type { HueOf } from '../turn/hues';
import type { TurnState } from '../turn/reduce';
import { dissent, keyOf } from '../turn/votes';
import { useAgentName } from './names';

interface Props {
  state: TurnState;
  hueOf: HueOf;
  onOpen(branch: number): void;
}

export function Dissent({ state, hueOf, onOpen }: Props) {
  const t = useT();
  const nameOf = useAgentName();
  return (
    <div className="dissent">
      <p>{t('dissent.read')}</p>
      <ul>
        {dissent(state).map((tally) => (
          <li key={keyOf(tally)} data-hue={hueOf(keyOf(tally))}>
            <span className="chip"><bdi>{tally.answer}</bdi></span>
            <span className="dissent-who">
              {tally.agents.map((id) => {
                const branch = state.branches.find((b) => b.branch === id);
                return (
                  <button type="button" className="link" key={id} onClick={() => onOpen(id)}>
                    {branch ? nameOf(branch) : t('agent.n', { n: id })}
                  </button>
                );
              })}
            </span>
            <span className="dissent-weight">{t('dissent.weight', { share: percent(tally.weight) })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
