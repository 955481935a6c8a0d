// How a question is thought through, and by how many agents.
import { useT } from '../i18n/language';
import { AGENTS_MAX, AGENTS_MIN, changeSettings, MODES, useSettings } from '../settings/settings';

export function ModeSwitch() {
  const t = useT();
  const { mode, agents } = useSettings();
  return (
    <>
      <fieldset className="modes">
        <legend className="sr-only">{t('modes')}</legend>
        {MODES.map((m) => (
          <label key={m} title={t(`mode.${m}.hint`)}>
            <input type="radio" name="mode" value={m} checked={mode === m}
              onChange={() => changeSettings({ mode: m })} />
            <span>{t(`mode.${m}`)}</span>
          </label>
        ))}
      </fieldset>
      {mode === 'contemplating' && (
        <label className="agents">
          <input type="range" min={AGENTS_MIN} max={AGENTS_MAX} value={agents}
            aria-label={t('agents.number')}
            onChange={(e) => changeSettings({ agents: Number(e.target.value) })} />
          <output>{t('agents', { count: agents })}</output>
        </label>
      )}
    </>
  );
}
