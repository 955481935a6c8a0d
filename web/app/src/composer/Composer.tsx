// Where a question is written: text, files, mode, number of agents, model. What is written is kept
// for each conversation until it is sent.
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { ask, runningTurn, showError, stop, useChat } from '../chat/store';
import { useT } from '../i18n/language';
import { loadDraft, saveDraft } from '../settings/storage';
import { Icon } from '../ui/Icon';
import {
  FILES_MAX, fileOfPaste, joinAttachments, readTextFile, splitAttachments, type Attachment,
} from './attachments';
import { ModelPicker } from './ModelPicker';
import { ModeSwitch } from './ModeSwitch';

// The text of the composer, kept as a draft of the open conversation. `onFiles` takes those of a text
// that is handed over.
function useDraft(onFiles: (files: Attachment[]) => void) {
  const conversation = useChat((s) => s.conversation);
  const composed = useChat((s) => s.composed);
  const [text, setText] = useState(() => loadDraft(conversation));
  const [kept, setKept] = useState(true);
  const write = (next: string) => {
    setText(next);
    setKept(saveDraft(conversation, next) || next === '');
  };
  useEffect(() => setText(loadDraft(conversation)), [conversation]);
  useEffect(() => {
    if (!composed) return;
    const { text: words, files } = splitAttachments(composed);
    write(words);
    if (files.length > 0) onFiles(files);
    useChat.setState({ composed: null });
    // Only a text that is handed over counts, not the conversation that it lands in.
  }, [composed]);
  return { text, write, kept };
}

function useFiles() {
  const t = useT();
  const [files, setFiles] = useState<Attachment[]>([]);
  const add = async (list: Iterable<File>) => {
    for (const file of list) {
      const read = await readTextFile(file);
      if (typeof read === 'string') showError(t(`file.${read}`, { name: file.name }));
      else setFiles((now) => [...now.filter((f) => f.name !== read.name), read].slice(0, FILES_MAX));
    }
  };
  return { files, add, set: setFiles };
}

export function Composer() {
  const t = useT();
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { files, add, set } = useFiles();
  const { text, write, kept } = useDraft(set);
  const error = useChat((s) => s.error);
  const pending = useChat((s) => s.pending !== null);
  const running = useChat((s) => runningTurn(s.turns) !== null);
  const composed = useChat((s) => s.composed);
  const conversation = useChat((s) => s.conversation);
  useEffect(() => { if (composed) box.current?.focus({ preventScroll: true }); }, [composed]);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) box.current?.focus({ preventScroll: true });
  }, [conversation]);
  const empty = text.trim() === '' && files.length === 0;
  const send = () => {
    if (empty || pending || running) return;
    const input = joinAttachments(text.trim(), files);
    write('');
    set([]);
    void ask({ input });
  };
  const drop = (e: DragEvent) => {
    if (e.dataTransfer.files.length === 0) return;
    e.preventDefault();
    void add(e.dataTransfer.files);
  };
  return (
    <div className="composer" onDrop={drop} onDragOver={(e) => e.preventDefault()}>
      <p className="composer-error" role="alert" hidden={error === null && kept}>
        {error ?? (kept ? '' : t('draft.lost'))}
      </p>
      <div className="composer-box">
        {files.length > 0 && (
          <ul className="composer-files">
            {files.map((file) => (
              <li key={file.name}>
                <Icon name="clip" /><bdi>{file.name}</bdi>
                <button type="button" className="icon-button" aria-label={t('file.remove', { name: file.name })}
                  onClick={() => set(files.filter((f) => f !== file))}><Icon name="close" /></button>
              </li>
            ))}
          </ul>
        )}
        <textarea ref={box} value={text} rows={1} dir="auto" aria-label={t('question')}
          placeholder={t('question.placeholder')} onChange={(e) => write(e.target.value)}
          onPaste={(e) => {
            const { files: pasted } = e.clipboardData;
            const long = pasted.length === 0 ? fileOfPaste(e.clipboardData.getData('text/plain'), t('file.pasted')) : null;
            if (long) e.preventDefault();
            void add(long ? [long] : pasted);
          }}
          onKeyDown={(e) => {
            if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing) return;
            e.preventDefault();
            send();
          }} />
        <div className="composer-row">
          <button type="button" className="icon-button" aria-label={t('file.add')} title={t('file.add')}
            onClick={() => picker.current?.click()}><Icon name="clip" /></button>
          <input ref={picker} type="file" multiple hidden onChange={(e) => {
            void add(e.target.files ?? []);
            e.target.value = '';
          }} />
          <ModeSwitch />
          <span className="grow" />
          <ModelPicker />
          {running ? (
            <button type="button" className="send" aria-label={t('stop')} title={t('stop')}
              onClick={() => void stop('stop')}><Icon name="stop" /></button>
          ) : (
            <button type="button" className="send" aria-label={t('send')} title={t('send')}
              disabled={empty || pending} onClick={send}><Icon name="up" /></button>
          )}
        </div>
      </div>
    </div>
  );
}

