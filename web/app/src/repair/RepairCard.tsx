// How far a repair is: what is known, what the code means, the question or the steps, and the end.
// Only the last turn's card is answered; the others tell what was.
import { useT } from '../i18n/language';
import { Markdown } from '../markdown/Markdown';
import type { RepairState } from '../turn/repair';
import type { TurnView } from '../turn/turn';
import { Icon } from '../ui/Icon';
import { explanationIn } from './added';
import { Facts } from './Facts';
import { Question } from './Question';
import { Steps } from './Steps';
import './repair.css';

function Code({ repair }: { repair: RepairState }) {
  const t = useT();
  const { code } = repair;
  if (!code || code.meaning === '') return null;
  return (
    <section className="repair-code" data-known={code.known}>
      <h3>{code.known ? <bdi>{code.code}</bdi> : t('repair.code.unknown')}</h3>
      <p dir="auto">{code.meaning}</p>
      {code.known && (
        <p className="repair-source">
          <a href={code.source} target="_blank" rel="noreferrer noopener">
            {t('repair.source')}: <bdi>{new URL(code.source).hostname}</bdi>
          </a>
          {' \u00b7 '}{t('repair.read.on', { date: code.read_on })}
        </p>
      )}
    </section>
  );
}

function End({ repair }: { repair: RepairState }) {
  const t = useT();
  if (repair.stage === 'stopped') return <p className="repair-end" data-stage="stopped">{t('repair.stopped')}</p>;
  if (repair.stage === 'solved') {
    return (
      <section className="repair-end" data-stage="solved">
        <h3><Icon name="check" />{t('repair.solved')}</h3>
        <p>{t('repair.solved.text')}</p>
      </section>
    );
  }
  if (repair.stage !== 'professional') return null;
  return (
    <section className="repair-end" data-stage="professional">
      <h3>{t('repair.professional')}</h3>
      <p>{t('repair.professional.text')}</p>
      <ul>{repair.hand_over.map((line) => <li key={line} dir="auto">{line}</li>)}</ul>
    </section>
  );
}

export default function RepairCard({ view, last }: { view: TurnView; last: boolean }) {
  const { repair } = view.state;
  if (!repair) return null;
  // The answer's first part is this card in words, its second what the model added.
  const added = explanationIn(view.state.branches[0]?.parts[1]?.text ?? '', repair.steps);
  return (
    <div className="repair-card" data-stage={repair.stage}>
      <Facts repair={repair} live={last} />
      {repair.stage !== 'stopped' && <Code repair={repair} />}
      <Steps repair={repair} live={last} />
      <End repair={repair} />
      {repair.question && <Question key={repair.question.about} question={repair.question} live={last} />}
      {added !== '' && <div className="repair-added"><Markdown text={added} streaming={false} turn={view.resource.id} /></div>}
      {repair.stage === 'steps' && <p className="repair-call" dir="auto">{repair.call_when}</p>}
    </div>
  );
}
