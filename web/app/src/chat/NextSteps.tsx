// What can be made of an answer with one click: a picture, a game, a quiz.
import { useT, type Key } from '../i18n/language';
import { Icon, type IconName } from '../ui/Icon';
import { ask } from './store';

const STEPS: { label: Key; prompt: Key; icon: IconName }[] = [
  { label: 'next.picture', prompt: 'next.picture.prompt', icon: 'image' },
  { label: 'next.game', prompt: 'next.game.prompt', icon: 'dice' },
  { label: 'next.quiz', prompt: 'next.quiz.prompt', icon: 'quiz' },
];

export function NextSteps({ busy }: { busy: boolean }) {
  const t = useT();
  return (
    <div className="next-steps" role="group" aria-label={t('next')}>
      {STEPS.map(({ label, prompt, icon }) => (
        <button type="button" key={label} className="button small" disabled={busy}
          onClick={() => void ask({ input: t(prompt), mode: 'instant', again: true })}>
          <Icon name={icon} />{t(label)}
        </button>
      ))}
    </div>
  );
}
