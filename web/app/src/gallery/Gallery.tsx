// Ideas to begin with: pages to play at once, prompts for pages that the model makes, and things to fix.
import { newChat } from '../app/keys';
import { go } from '../app/route';
import { useUi } from '../app/ui';
import { compose } from '../chat/store';
import { useT } from '../i18n/language';
import { changeSettings } from '../settings/settings';
import { Icon } from '../ui/Icon';
import {
  REPAIRS, SAMPLES, STARTERS, SUBJECTS, type Repair, type Sample, type Starter, type Subject,
} from './starters';
import './gallery.css';

const MARKS: Record<Subject, string> = { physics: '\u03c9', chemistry: 'pH', maths: '\u2211', circuits: '\u2227' };

function SampleCard({ sample }: { sample: Sample }) {
  const t = useT();
  const play = () => void sample.load().then(({ default: code }) =>
    useUi.setState({ canvas: { title: t(sample.title), turn: null, code } }));
  return (
    <li>
      <button type="button" className="sample" data-subject={sample.subject} onClick={play}>
        <span className="sample-art" aria-hidden="true">{MARKS[sample.subject]}</span>
        <b>{t(sample.title)}</b>
        <span>{t(sample.about)}</span>
        <span className="sample-foot">
          <i>{sample.made ? t('gallery.by.model', { ...sample.made }) : t('gallery.by.hand')}</i>
          <Icon name="play" />
        </span>
      </button>
    </li>
  );
}

function IdeaCard({ starter }: { starter: Starter }) {
  const t = useT();
  const use = () => {
    changeSettings({ mode: 'instant' });
    newChat();
    setTimeout(() => compose(t(starter.prompt)));
  };
  return (
    <li>
      <button type="button" className="idea" data-subject={starter.subject} onClick={use}>
        <b>{t(starter.title)}</b>
        <span>{t(starter.prompt)}</span>
      </button>
    </li>
  );
}

function RepairIdea({ repair }: { repair: Repair }) {
  const t = useT();
  const use = () => {
    compose(t(repair.words));
    go('#/repair');
  };
  return (
    <li>
      <button type="button" className="idea" data-subject="repair" onClick={use}>
        <b>{t(repair.title)}</b>
        <span>{t(repair.words)}</span>
      </button>
    </li>
  );
}

export default function Gallery() {
  const t = useT();
  return (
    <div className="gallery" tabIndex={0} role="region" aria-label={t('gallery')}>
      <p className="gallery-lead">{t('gallery.lead')}</p>
      <h2>{t('gallery.play')}</h2>
      <ul className="samples">
        {SAMPLES.map((sample) => <SampleCard key={sample.title} sample={sample} />)}
      </ul>
      <h2>{t('gallery.make')}</h2>
      {SUBJECTS.map((subject) => (
        <section key={subject}>
          <h3>{t(`subject.${subject}`)}</h3>
          <ul className="ideas">
            {STARTERS.filter((s) => s.subject === subject)
              .map((starter) => <IdeaCard key={starter.title} starter={starter} />)}
          </ul>
        </section>
      ))}
      <h2>{t('repair')}</h2>
      <p className="gallery-lead">{t('repair.hint')}</p>
      <ul className="ideas">
        {REPAIRS.map((repair) => <RepairIdea key={repair.title} repair={repair} />)}
      </ul>
    </div>
  );
}
