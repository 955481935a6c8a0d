// What is known of the appliance, as read and as told; brand, model and code can be corrected.
import { useState } from 'react';
import { ask, useBusy } from '../chat/store';
import { useT, type Key } from '../i18n/language';
import type { RepairFacts, RepairState } from '../turn/repair';
import { Icon } from '../ui/Icon';

type Field = 'brand' | 'model' | 'code';
const FIELDS: Field[] = ['brand', 'model', 'code'];

const wordsFor = (name: string, value: string): string => `${name}: ${value}`;

function Editor({ facts, onClose }: { facts: RepairFacts; onClose(): void }) {
  const t = useT();
  const [values, setValues] = useState<Record<Field, string>>({
    brand: facts.brand, model: facts.model, code: facts.code,
  });
  const busy = useBusy();
  const save = async () => {
    const changed = FIELDS.filter((field) => values[field].trim() !== '' && values[field] !== facts[field]);
    if (changed.length === 0 || await ask({
      input: changed.map((field) => wordsFor(t(`repair.${field}`), values[field].trim())).join('\n'),
      repair: { facts: Object.fromEntries(changed.map((field) => [field, values[field].trim()])) },
      again: true,
    }) !== null) onClose();
  };
  return (
    <form className="repair-edit" onSubmit={(e) => { e.preventDefault(); if (!busy) void save(); }}>
      {FIELDS.map((field) => (
        <label key={field}>
          <span>{t(`repair.${field}`)}</span>
          <input className="field" value={values[field]} maxLength={60} dir="auto"
            onChange={(e) => setValues({ ...values, [field]: e.target.value })} />
        </label>
      ))}
      <div className="row end">
        <button type="button" className="button small" onClick={onClose}>{t('cancel')}</button>
        <button type="submit" className="button small primary" disabled={busy}>{t('repair.save')}</button>
      </div>
    </form>
  );
}

export function Facts({ repair, live }: { repair: RepairState; live: boolean }) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const { facts } = repair;
  const rows: [Key, string][] = [
    ['repair.kind', repair.kind_name], ['repair.brand', facts.brand], ['repair.model', facts.model],
    ['repair.code', facts.code], ['repair.symptom', repair.symptom_name],
  ];
  const known = rows.filter(([, value]) => value !== '');
  if (editing && live) return <Editor facts={facts} onClose={() => setEditing(false)} />;
  return (
    <div className="repair-facts">
      <dl aria-label={t('repair.seen')}>
        {known.map(([key, value]) => (
          <div key={key}><dt>{t(key)}</dt><dd><bdi>{value}</bdi></dd></div>
        ))}
      </dl>
      {live && repair.stage !== 'stopped' && (
        <button type="button" className="button small quiet" onClick={() => setEditing(true)}>
          <Icon name="edit" />{t('repair.correct')}
        </button>
      )}
    </div>
  );
}
