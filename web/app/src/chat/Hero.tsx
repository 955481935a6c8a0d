// An empty chat: a question to the reader, and a few ways to begin.
import { go } from '../app/route';
import { useT, type Key } from '../i18n/language';
import { changeSettings, useSettings } from '../settings/settings';
import type { Mode } from '../turn/events';
import { Icon, type IconName } from '../ui/Icon';
import { compose } from './store';

const STARTS: { key: Key; prompt: Key; mode: Mode; icon: IconName }[] = [
  { key: 'start.riddle', prompt: 'start.riddle.prompt', mode: 'contemplating', icon: 'split' },
  { key: 'start.explain', prompt: 'start.explain.prompt', mode: 'thinking', icon: 'bulb' },
  { key: 'start.code', prompt: 'start.code.prompt', mode: 'instant', icon: 'code' },
];

export function Hero() {
  const t = useT();
  const mode = useSettings((s) => s.mode);
  return (
    <div className="hero">
      <p className="hero-title">{t('hero')}</p>
      <p className="hero-hint">{t(`mode.${mode}.hint`)}</p>
      <ul className="starts">
        {STARTS.map((start) => (
          <li key={start.key}>
            <button type="button" onClick={() => {
              changeSettings({ mode: start.mode });
              compose(t(start.prompt));
            }}>
              <Icon name={start.icon} />
              <b>{t(start.key)}</b>
              <span>{t(start.prompt)}</span>
            </button>
          </li>
        ))}
        <li>
          <button type="button" onClick={() => go('#/gallery')}>
            <Icon name="play" />
            <b>{t('start.gallery')}</b>
            <span>{t('start.gallery.hint')}</span>
          </button>
        </li>
        <li>
          <button type="button" onClick={() => go('#/repair')}>
            <Icon name="wrench" />
            <b>{t('repair')}</b>
            <span>{t('repair.hint')}</span>
          </button>
        </li>
      </ul>
    </div>
  );
}
