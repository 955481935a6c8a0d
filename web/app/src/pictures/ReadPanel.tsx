// For a model that does not see: says so, and shows what was read in each picture; the words that the
// reader is unsure of are marked, and the text can be corrected before it is told in the picture's place.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as api from '../api/client';
import type { Reading } from '../api/types';
import { percent } from '../i18n/figures';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import type { Picture } from './picture';
import { piecesOf, unsureIn } from './reading';
import { changePicture } from './store';

function Measures({ reading }: { reading: Reading }) {
  const t = useT();
  const { width, height, colours, codes, notes } = reading;
  return (
    <>
      {codes.map((code) => (
        <p className="read-fact" key={code.kind + code.text}><b>{code.kind}</b> <bdi>{code.text}</bdi></p>
      ))}
      <p className="read-fact">
        {t('picture.size', { width: String(width), height: String(height) })}
        {colours.slice(0, 3).map((colour) => (
          <span className="swatch" key={colour.name}>
            <i style={{ background: colour.mean }} />{colour.name} {percent(colour.share)}
          </span>
        ))}
      </p>
      {notes.map((note) => <p className="read-note" key={note}>{note}</p>)}
    </>
  );
}

function Marked({ reading }: { reading: Reading }) {
  const t = useT();
  return (
    <p className="read-text" dir="auto">
      {piecesOf(reading).map((piece, i) => (piece.unsure
        ? <mark key={i} title={t('read.unsure.word')}>{piece.text}</mark> : piece.text))}
    </p>
  );
}

function Read({ picture, conversation }: { picture: Picture; conversation: string | null }) {
  const t = useT();
  const [writing, setWriting] = useState(false);
  const { data, error, isLoading } = useQuery({
    queryKey: ['picture', picture.id], queryFn: () => api.readPicture(picture.blob), staleTime: Infinity,
    enabled: picture.pageText === '',
  });
  const correct = (corrected: string | null) => changePicture(conversation, picture.id, { ...picture, corrected });
  const found = picture.pageText || (data?.text ?? '');
  const own = picture.corrected !== null;
  const unsure = data && !own && !picture.pageText ? unsureIn(data) : 0;
  return (
    <section className="read" aria-label={t('read.of', { name: picture.name })}>
      <header>
        <b><bdi>{picture.name}</bdi></b>
        <span className="read-state">
          {isLoading ? t('read.now') : own ? t('read.corrected')
            : unsure > 0 ? t('read.unsure', { count: unsure }) : ''}
        </span>
        {own && (
          <button type="button" className="button small quiet" onClick={() => { setWriting(false); correct(null); }}>
            {t('read.undo')}
          </button>
        )}
        {!isLoading && !writing && (
          <button type="button" className="button small quiet" onClick={() => setWriting(true)}>
            <Icon name="edit" />{t('read.correct')}
          </button>
        )}
      </header>
      {error && <p className="read-note" role="alert">{error.message}</p>}
      {writing ? (
        <textarea className="field" dir="auto" rows={4} autoFocus value={picture.corrected ?? found}
          aria-label={t('read.correct.of', { name: picture.name })} onChange={(e) => correct(e.target.value)} />
      ) : own || picture.pageText ? <p className="read-text" dir="auto">{picture.corrected ?? found}</p>
        : data && (found === '' ? <p className="read-none">{t('read.none')}</p> : <Marked reading={data} />)}
      {data && <Measures reading={data} />}
    </section>
  );
}

interface Props {
  pictures: Picture[];
  conversation: string | null;
  model: string;
}

export function ReadPanel({ pictures, conversation, model }: Props) {
  const t = useT();
  return (
    <details className="read-panel" open>
      <summary><Icon name="eye" /><span>{t('read.blind', { model })}</span><Icon name="down" /></summary>
      <div className="read-list" tabIndex={0} role="group" aria-label={t('read')}>
        {pictures.map((picture) => <Read key={picture.id} picture={picture} conversation={conversation} />)}
      </div>
    </details>
  );
}
