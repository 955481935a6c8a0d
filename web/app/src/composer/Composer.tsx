// Where a question is written: text, pictures, files, mode, number of agents, model. What is written is kept
// for each conversation until it is sent.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, type DragEvent } from 'react';
import { focusComposer } from '../app/keys';
import { ask, runningTurn, showError, stop, useChat } from '../chat/store';
import { useT, type Translate } from '../i18n/language';
import { packed, pageTexts, PICTURES_MAX } from '../pictures/picture';
import { PictureButtons } from '../pictures/PictureButtons';
import { picturesOf, setPictures, usePictures } from '../pictures/store';
import { usePictureFiles } from '../pictures/usePictureFiles';
import { useSettings } from '../settings/settings';
import { Icon } from '../ui/Icon';
import { FILES_MAX, fileOfPaste, joinAttachments, readTextFile, withFile, type Attachment } from './attachments';
import { draftOf, setFiles, setText, useDraft, type Draft } from './drafts';
import { ModelPicker } from './ModelPicker';
import { ModeSwitch } from './ModeSwitch';
import { currentModel, modelsQuery } from './models';

const DraftPictures = lazy(() => import('../pictures/Draft'));
const PdfDialog = lazy(() => import('../pictures/PdfDialog'));

// The draft of the open conversation, and what is handed over to it from elsewhere.
function useWritten(conversation: string | null): Draft {
  const composed = useChat((s) => s.composed);
  const draft = useDraft(conversation);
  useEffect(() => {
    if (!composed) return;
    setText(conversation, composed);
    useChat.setState({ composed: null });
    // Only a text that is handed over counts, not the conversation that it lands in.
  }, [composed]);
  return draft;
}

async function addTexts(conversation: string | null, list: Iterable<File>, t: Translate): Promise<void> {
  for (const file of list) {
    const read = await readTextFile(file);
    if (typeof read === 'string') {
      showError(t(`file.${read}`, { name: file.name }));
      continue;
    }
    const all = withFile(draftOf(conversation).files, read);
    if (all.length > FILES_MAX) showError(t('file.many', { name: read.name, limit: FILES_MAX }));
    else setFiles(conversation, all);
  }
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

const nameOf = (file: File): string => `${file.name} ${file.size} ${file.lastModified}`;

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
  const conversation = useChat((s) => s.conversation);
  const { text, files, textKept, filesKept } = useWritten(conversation);
  const kept = textKept && filesKept;
  const error = useChat((s) => s.error);
  const pending = useChat((s) => s.pending !== null);
  const running = useChat((s) => runningTurn(s.turns) !== null);
  const composed = useChat((s) => s.composed);
  useEffect(() => { if (composed) focusComposer(); }, [composed]);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) focusComposer();
  }, [conversation]);
  const { pictures, blind, ...taking } = useSight(conversation);
  const empty = text.trim() === '' && files.length === 0 && pictures.length === 0;
  const [reading, setReading] = useState(0); // Files that are being taken in: a question waits for them.
  const add = async (given: Iterable<File>) => {
    setReading((count) => count + 1);
    try {
      await addTexts(conversation, await taking.add(given), t);
    } finally {
      setReading((count) => count - 1);
    }
  };
  const waits = empty || pending || running || reading > 0;
  const send = async () => {
    if (waits) return;
    const written = text.trim() || (files.length > 0 ? '' : t('picture.what'));
    const input = joinAttachments(written, [...files, ...(blind ? [] : pageTexts(pictures))]);
    setPictures(conversation, []);
    const started = await ask({
      input, back: joinAttachments(text.trim(), files), images: packed(pictures, input.length * 3),
    });
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
          {pictures.length > 0 && <DraftPictures pictures={pictures} conversation={conversation} model={blind} />}
          {taking.pdf && (
            <PdfDialog key={nameOf(taking.pdf)} file={taking.pdf} room={PICTURES_MAX - pictures.length} onClose={taking.closePdf}
              onPages={taking.put} />
          )}
        </Suspense>
        <FileList files={files} onRemove={(file) => setFiles(conversation, files.filter((f) => f !== file))} />
        <p className="composer-reading" role="status">{reading > 0 && t('file.taking')}</p>
        <textarea value={text} rows={1} dir="auto" aria-label={t('question')}
          placeholder={t('question.placeholder')} onChange={(e) => setText(conversation, e.target.value)}
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
              disabled={waits} onClick={() => void send()}><Icon name="up" /></button>
          )}
        </div>
      </div>
    </div>
  );
}

