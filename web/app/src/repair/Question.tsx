// The one thing that is asked next: chosen from a list, or written.
import { useState } from 'react';
import { ask, useBusy } from '../chat/store';
import { useT } from '../i18n/language';
import type { RepairAsk, RepairQuestion } from '../turn/repair';

function answered(about: RepairQuestion['about'], value: string): RepairAsk {
  return about === 'dangers' ? { dangers: [value] } : { facts: { [about]: value } };
}

function Written({ question }: { question: RepairQuestion }) {
  const t = useT();
  const [text, setText] = useState('');
  const busy = useBusy();
  const send = () => void ask({ input: text.trim(), repair: answered(question.about, text.trim()), again: true });
  return (
    <form className="repair-write" onSubmit={(e) => { e.preventDefault(); if (!busy) send(); }}>
      <input className="field" value={text} aria-label={t('repair.answer')} maxLength={60} dir="auto"
        onChange={(e) => setText(e.target.value)} />
      <button type="submit" className="button small primary" disabled={busy || text.trim() === ''}>{t('send')}</button>
    </form>
  );
}

function Skip({ about }: { about: RepairQuestion['about'] }) {
  const t = useT();
  const busy = useBusy();
  if (about === 'kind' || about === 'symptom') return null;
  const words = about === 'dangers' ? t('repair.none') : t(`repair.skip.${about}`);
  const repair: RepairAsk = about === 'dangers' ? { dangers: [] } : { skip: [about] };
  return (
    <button type="button" className={`button small ${about === 'dangers' ? 'primary' : ''}`} disabled={busy}
      onClick={() => void ask({ input: words, repair, again: true })}>{words}</button>
  );
}

export function Question({ question, live }: { question: RepairQuestion; live: boolean }) {
  const { about, options } = question;
  const busy = useBusy();
  return (
    <section className="repair-question" data-about={about}>
      <h3 dir="auto">{question.text}</h3>
      {live && options.length === 0 && <Written question={question} />}
      {live && (
        <div className="repair-options">
          {options.map((option) => (
            <button type="button" key={option.id} disabled={busy} className={`button small ${about === 'dangers' ? 'danger' : ''}`}
              onClick={() => void ask({ input: option.text, repair: answered(about, option.id), again: true })}>
              {option.text}
            </button>
          ))}
          {question.may_skip && <Skip about={about} />}
        </div>
      )}
    </section>
  );
}
