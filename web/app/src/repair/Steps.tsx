// The checklist: what was tried and how it went, the step that is next with "did it help?", and what
// would follow.
import { ask, useBusy } from '../chat/store';
import { useT } from '../i18n/language';
import type { RepairState, RepairStep, StepResult } from '../turn/repair';
import { Icon, type IconName } from '../ui/Icon';

const RESULTS: Exclude<StepResult, 'open'>[] = ['helped', 'no_change', 'unable'];
const PLUG: Exclude<StepResult, 'open'>[] = ['no_change', 'unable']; // It repairs nothing: done, or not.
const MARKS: Record<StepResult, IconName> = { open: 'right', helped: 'check', no_change: 'close', unable: 'off' };

function Step({ step, now }: { step: RepairStep; now: boolean }) {
  const t = useT();
  const busy = useBusy();
  const plug = step.id === 'unplug';
  const wordsOf = (result: Exclude<StepResult, 'open'>) =>
    t(plug && result === 'no_change' ? 'repair.done' : `repair.${result}`);
  return (
    <li className="repair-step" data-result={step.result} aria-current={now ? 'step' : undefined}>
      <span className="repair-mark"><Icon name={plug && step.result === 'no_change' ? 'check' : MARKS[step.result]} /></span>
      <div>
        <p dir="auto">{step.text}</p>
        {step.by_model && <p className="repair-by">{t('repair.step.model')}</p>}
        {step.result !== 'open' && <p className="repair-result">{wordsOf(step.result)}</p>}
        {now && (
          <div className="repair-options" role="group" aria-label={plug ? undefined : t('repair.did')}>
            {(plug ? PLUG : RESULTS).map((result) => (
              <button type="button" key={result} disabled={busy} className={`button small ${result === 'helped' || (plug && result === 'no_change') ? 'primary' : ''}`}
                onClick={() => void ask({ input: wordsOf(result), repair: { step: step.id, result }, again: true })}>
                {wordsOf(result)}
              </button>
            ))}
          </div>
        )}
      </div>
    </li>
  );
}

export function Steps({ repair, live }: { repair: RepairState; live: boolean }) {
  const t = useT();
  if (repair.steps.length === 0) return null;
  const next = live && repair.stage === 'steps' ? repair.steps.find((step) => step.result === 'open') : undefined;
  return (
    <section className="repair-steps">
      <h3>{t('repair.steps')}</h3>
      <ol>{repair.steps.map((step) => <Step key={step.id} step={step} now={step === next} />)}</ol>
    </section>
  );
}
