// The settings: looks and language, how a turn begins, what every turn is told, and where each value
// comes from.
import type { ReactNode } from 'react';
import { LANGUAGES, useT, type Language } from '../i18n/language';
import { Modal } from '../ui/Modal';
import { DataRows } from './DataRows';
import { SignOut } from './SignOut';
import { AGENTS_MAX, AGENTS_MIN, changeSettings, DEFAULTS, MODES, THEMES, useSettings, type Settings,
  type Theme } from './settings';
import './settings.css';

function Choice<T extends string>({ label, value, options, onChange }: {
  label: string; value: T; options: { id: T; name: string }[]; onChange(value: T): void;
}) {
  return (
    <fieldset className="modes">
      <legend className="sr-only">{label}</legend>
      {options.map((o) => (
        <label key={o.id}>
          <input type="radio" name={label} checked={value === o.id} onChange={() => onChange(o.id)} />
          <span>{o.name}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Row({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div className="setting">
      <div><b>{title}</b>{hint && <p>{hint}</p>}</div>
      {children}
    </div>
  );
}

function Switch({ name }: { name: 'autoTitle' | 'autoRepair' }) {
  const t = useT();
  const on = useSettings((s) => s[name]);
  const title = t(`setting.${name}`);
  return (
    <Row title={title} hint={t(`setting.${name}.hint`)}>
      <input type="checkbox" className="switch" role="switch" checked={on} aria-label={title}
        onChange={(e) => changeSettings({ [name]: e.target.checked })} />
    </Row>
  );
}

type NumberKey = 'temperature' | 'maxTokens' | 'seed';

function NumberRow({ name, min, max, step }: { name: NumberKey; min: number; max: number; step: number }) {
  const t = useT();
  const value = useSettings((s) => s[name]);
  const title = t(`setting.${name}`);
  return (
    <Row title={title} hint={t(value === null ? 'setting.from.server' : 'setting.from.you')}>
      <input className="field number" type="number" min={min} max={max} step={step} aria-label={title}
        value={value ?? ''} placeholder={t('setting.default')} onChange={(e) => {
          const next = e.target.value === '' ? null : Number(e.target.value);
          if (next === null || (next >= min && next <= max)) changeSettings({ [name]: next });
        }} />
    </Row>
  );
}

export default function SettingsDialog({ onClose }: { onClose(): void }) {
  const t = useT();
  const s: Settings = useSettings();
  return (
    <Modal open onClose={onClose} title={t('settings')} className="settings">
      <div className="modal-body">
        <h3>{t('settings.looks')}</h3>
        <Row title={t('setting.theme')}>
          <Choice<Theme> label={t('setting.theme')} value={s.theme} onChange={(theme) => changeSettings({ theme })}
            options={THEMES.map((id) => ({ id, name: t(`theme.${id}`) }))} />
        </Row>
        <Row title={t('setting.language')}>
          <Choice<Language> label={t('setting.language')} value={s.language} options={LANGUAGES}
            onChange={(language) => changeSettings({ language })} />
        </Row>
        <h3>{t('settings.turns')}</h3>
        <Row title={t('setting.mode')} hint={t(`mode.${s.mode}.hint`)}>
          <Choice label={t('setting.mode')} value={s.mode} onChange={(mode) => changeSettings({ mode })}
            options={MODES.map((id) => ({ id, name: t(`mode.${id}`) }))} />
        </Row>
        <Row title={t('agents.number')} hint={t('agents', { count: s.agents })}>
          <input type="range" min={AGENTS_MIN} max={AGENTS_MAX} value={s.agents} aria-label={t('agents.number')}
            onChange={(e) => changeSettings({ agents: Number(e.target.value) })} />
        </Row>
        <Row title={t('setting.system')} hint={t('setting.system.hint')}>
          <textarea className="field" rows={3} value={s.system} aria-label={t('setting.system')} dir="auto"
            onChange={(e) => changeSettings({ system: e.target.value })} />
        </Row>
        <NumberRow name="temperature" min={0} max={2} step={0.1} />
        <NumberRow name="maxTokens" min={1} max={1_000_000} step={1} />
        <NumberRow name="seed" min={0} max={4_294_967_295} step={1} />
        <Switch name="autoTitle" />
        <h3>{t('canvas')}</h3>
        <Switch name="autoRepair" />
        <DataRows />
        <SignOut />
        <div className="row end">
          <button type="button" className="button small" onClick={() => changeSettings(DEFAULTS)}>
            {t('settings.reset')}
          </button>
        </div>
      </div>
    </Modal>
  );
}
