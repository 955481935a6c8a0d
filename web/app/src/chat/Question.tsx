// The question of a turn: plain text with its attached files; where the server knows branches it can
// be edited, and its other versions are one click away.
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import type { Turn } from '../turn/turn';
import { splitAttachments } from '../composer/attachments';
import { Asked } from '../pictures/Asked';
import { sentAgain } from '../pictures/sent';
import { ask, choosePath, useBusy, useChat } from './store';
import { leafBelow, type Step } from './path';

const resourceOf = (turn: Turn) => turn.view.resource;

function Siblings({ step }: { step: Step<Turn> }) {
  const t = useT();
  const turns = useChat((s) => s.turns);
  const at = step.siblings.indexOf(step.turn);
  const choose = (to: number) => {
    const sibling = step.siblings[to];
    if (sibling) void choosePath(leafBelow(sibling, turns, resourceOf).id);
  };
  return (
    <span className="siblings">
      <button type="button" className="icon-button" aria-label={t('version.before')}
        disabled={at === 0} onClick={() => choose(at - 1)}><Icon name="right" /></button>
      <span>{t('version.of', { n: at + 1, all: step.siblings.length })}</span>
      <button type="button" className="icon-button" aria-label={t('version.after')}
        disabled={at === step.siblings.length - 1} onClick={() => choose(at + 1)}>
        <Icon name="right" />
      </button>
    </span>
  );
}

function Editor({ turn, onClose }: { turn: Turn; onClose(): void }) {
  const t = useT();
  const { input, parent = null } = turn.view.resource;
  const [text, setText] = useState(input);
  const busy = useBusy();
  const send = async () => {
    if (busy || !text.trim()) return;
    if (await ask({ input: text, images: sentAgain(turn.view.resource), parent, again: true }) !== null) onClose();
  };
  return (
    <form className="ask-editor" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <textarea value={text} aria-label={t('question.edit')} autoFocus
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === 'Escape') { e.stopPropagation(); onClose(); }
          if (e.key === 'Enter' && !e.shiftKey && !e.nativeEvent.isComposing) {
            e.preventDefault();
            void send();
          }
        }} />
      <div className="row end">
        <button type="button" className="button small" onClick={onClose}>{t('cancel')}</button>
        <button type="submit" className="button small primary" disabled={busy || !text.trim()}>{t('send')}</button>
      </div>
    </form>
  );
}

export function Question({ step, readOnly = false }: { step: Step<Turn>; readOnly?: boolean }) {
  const t = useT();
  const { turn } = step;
  const { input, parent, images = [] } = turn.view.resource;
  const busy = useBusy();
  const [editing, setEditing] = useState(false);
  const { text, files } = splitAttachments(input);
  const edit = useRef<HTMLButtonElement>(null);
  const close = () => {
    flushSync(() => setEditing(false));
    edit.current?.focus();
  };
  if (editing) return <Editor turn={turn} onClose={close} />;
  return (
    <div className="asked">
      <Asked turn={turn.id} images={images} />
      {files.length > 0 && (
        <div className="files">
          {files.map((file) => (
            <details className="file" key={file.name}>
              <summary><Icon name="clip" /><bdi>{file.name}</bdi></summary>
              <pre tabIndex={0}>{file.text}</pre>
            </details>
          ))}
        </div>
      )}
      <div className="ask" dir="auto">{text}</div>
      <div className="ask-tools">
        {step.siblings.length > 1 && <Siblings step={step} />}
        {parent !== undefined && !busy && !readOnly && (
          <button ref={edit} type="button" className="icon-button" aria-label={t('question.edit')}
            title={t('question.edit')} onClick={() => setEditing(true)}><Icon name="edit" /></button>
        )}
      </div>
    </div>
  );
}
