// Under an answer: how many of its equations hold, and those that do not.
import { useT } from '../i18n/language';
import type { Calculation } from '../turn/events';
import { Icon } from '../ui/Icon';
import { found } from './calculated';

export function Calculated({ calculation }: { calculation?: Calculation }) {
  const said = found(calculation, useT());
  if (!said) return null;
  const { line, wrong, more } = said;
  return (
    <div className="calculated">
      <p className="calculated-line"><Icon name={wrong.length > 0 ? 'info' : 'check'} />{line}</p>
      {wrong.length > 0 && (
        <div className="note">
          <Icon name="warn" />
          <ul>
            {wrong.map(({ equation, why }, i) => (
              <li key={i}><bdi dir="ltr">{equation}</bdi>: {why}</li>
            ))}
            {more !== '' && <li>{more}</li>}
          </ul>
        </div>
      )}
    </div>
  );
}
