// The dangers of the conversation that is open, above it for as long as it is: decided by the server's
// code before anything else of a turn. Comes with the app, as it must not wait for anything.
import { useStore } from 'zustand';
import { useChat } from '../chat/store';
import { useT } from '../i18n/language';
import type { Turn } from '../turn/turn';
import type { Hazard, HazardLevel } from '../turn/repair';
import { Icon } from '../ui/Icon';
import './safety.css';

const ORDER: HazardLevel[] = ['careful', 'professional_only', 'stop_now'];

function Danger({ hazard }: { hazard: Hazard }) {
  const t = useT();
  return (
    <details className="danger" open={hazard.level !== 'careful'}>
      <summary><Icon name="warn" /><b dir="auto">{hazard.title}</b></summary>
      {hazard.found !== '' && hazard.found !== hazard.title &&
        <p className="danger-found" dir="auto">{t('repair.because', { found: hazard.found })}</p>}
      <ol>{hazard.actions.map((action) => <li key={action} dir="auto">{action}</li>)}</ol>
    </details>
  );
}

function Bar({ turn }: { turn: Turn }) {
  const t = useT();
  const hazards = useStore(turn.store, (view) => view.state.safety);
  if (!hazards || hazards.length === 0) return null;
  const level = ORDER.findLast((one) => hazards.some((hazard) => hazard.level === one)) ?? 'careful';
  const urgent = level === 'careful' ? hazards : hazards.filter((hazard) => hazard.level !== 'careful');
  return (
    <section className="safety-bar" data-level={level} aria-label={t('repair.safety')} tabIndex={0}
      role={level === 'careful' ? 'region' : 'alert'}>
      {urgent.map((hazard) => <Danger key={hazard.id} hazard={hazard} />)}
    </section>
  );
}

export function SafetyBar() {
  const turn = useChat((s) => s.turns.find((one) => one.id === s.leaf) ?? s.turns.at(-1));
  return turn ? <Bar key={turn.id} turn={turn} /> : null;
}
