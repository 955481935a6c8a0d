// Where a question is written: text, pictures, files, mode, number of agents, model. What is written is kept
// for each conversation until it is sent.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState, type DragEvent } from 'react';
import { ask, runningTurn, showError, stop, useChat } from '../chat/store';
import { useT } from '../i18n/language';
import { packed, pageTexts, PICTURES_MAX } from '../pictures/picture';
import { PictureButtons } from '../pictures/PictureButtons';
import { picturesOf, setPictures, usePictures } from '../pictures/store';
import { usePictureFiles } from '../pictures/usePictureFiles';
import { useSettings } from '../settings/settings';
import { loadDraft, saveDraft } from '../settings/storage';
import { Icon } from '../ui/Icon';
import {
  FILES_MAX, fileOfPaste, joinAttachments, readTextFile, splitAttachments, type Attachment,
} from './attachments';
import { ModelPicker } from './ModelPicker';
import { ModeSwitch } from './ModeSwitch';
import { currentModel, modelsQuery } from './models';

const Draft = lazy(() => import('../pictures/Draft'));
const PdfDialog = lazy(() => import('../pictures/PdfDialog'));

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

function FileList({ files, onRemove }: { files: Attachment[]; onRemove(file: Attachment): void }) {
  const t = useT();
  if (files.length === 0) return null;
  return (
    <ul className="composer-files">
      {files.map((file) => (
        <li key={file.name}>
          <Icon name="clip" /><bdi>{file.name}</bdi>
          <button type="button" className="icon-button" aria-label={t('file.remove', { name: file.name })}
            onClick={() => onRemove(file)}><Icon name="close" /></button>
        </li>
      ))}
    </ul>
  );
}

// The pictures of the draft, what takes them in, and the model where it does not see.
function useSight(conversation: string | null) {
  const pictures = usePictures(conversation);
  const taking = usePictureFiles(conversation);
  const wanted = useSettings((s) => s.model);
  const { data: models } = useQuery(modelsQuery);
  const model = currentModel(models, wanted);
  return { pictures, ...taking, blind: model && !model.vision ? model.name : '' };
}

export function Composer() {
  const t = useT();
  const box = useRef<HTMLTextAreaElement>(null);
  const { files, add: addText, set } = useFiles();
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
  const { pictures, blind, ...taking } = useSight(conversation);
  const [packing, setPacking] = useState(false);
  const empty = text.trim() === '' && files.length === 0 && pictures.length === 0;
  const add = async (given: Iterable<File>) => addText(await taking.add(given));
  const send = async () => {
    if (empty || pending || running || packing) return;
    const written = text.trim() || (files.length > 0 ? '' : t('picture.what'));
    const input = joinAttachments(written, [...files, ...(blind ? [] : pageTexts(pictures))]);
    write('');
    set([]);
    setPictures(conversation, []);
    setPacking(true);
    const images = await packed(pictures, input.length * 3).finally(() => setPacking(false));
    const started = await ask({ input, images });
    if (started === null) setPictures(conversation, [...pictures, ...picturesOf(conversation)]);
  };
  const drop = (e: DragEvent) => {
    if (e.dataTransfer.files.length === 0) return;
    e.preventDefault();
    void add([...e.dataTransfer.files]);
  };
  return (
    <div className="composer" onDrop={drop} onDragOver={(e) => e.preventDefault()}>
      <p className="composer-error" role="alert" hidden={error === null && kept}>
        {error ?? (kept ? '' : t('draft.lost'))}
      </p>
      <div className="composer-box">
        <Suspense fallback={null}>
          {pictures.length > 0 && <Draft pictures={pictures} conversation={conversation} model={blind} />}
          {taking.pdf && (
            <PdfDialog file={taking.pdf} room={PICTURES_MAX - pictures.length} onClose={taking.closePdf}
              onPages={taking.put} />
          )}
        </Suspense>
        <FileList files={files} onRemove={(file) => set(files.filter((f) => f !== file))} />
        <textarea ref={box} value={text} rows={1} dir="auto" aria-label={t('question')}
          placeholder={t('question.placeholder')} onChange={(e) => write(e.target.value)}
          onPaste={(e) => {
            const { files: pasted } = e.clipboardData;
            const long = pasted.length === 0 ? fileOfPaste(e.clipboardData.getData('text/plain'), t('file.pasted')) : null;
            if (long) e.preventDefault();
            void add(long ? [long] : [...pasted]);
          }}
          onKeyDown={(e) => {
            if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing) return;
            e.preventDefault();
            void send();
          }} />
        <div className="composer-row">
          <PictureButtons onFiles={(given) => void add(given)} />
          <ModeSwitch />
          <span className="grow" />
          <ModelPicker />
          {running ? (
            <button type="button" className="send" aria-label={t('stop')} title={t('stop')}
              onClick={() => void stop('stop')}><Icon name="stop" /></button>
          ) : (
            <button type="button" className="send" aria-label={t('send')} title={t('send')}
              disabled={empty || pending || packing} onClick={() => void send()}><Icon name="up" /></button>
          )}
        </div>
      </div>
    </div>
  );
}

