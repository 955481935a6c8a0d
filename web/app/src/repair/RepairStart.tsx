// Where a repair begins: words, and photos with what was read in them, to correct before it is used.
import { useEffect, useRef, useState } from 'react';
import { route } from '../app/route';
import { ask, open, showError, useChat } from '../chat/store';
import { giveBack } from '../composer/drafts';
import { useT } from '../i18n/language';
import { isRefusal, takePicture, type Picture } from '../pictures/picture';
import { picturesOf, setPictures } from '../pictures/store';
import { useBlobUrl } from '../pictures/useBlobUrl';
import { refusalWords } from '../pictures/usePictureFiles';
import { Icon } from '../ui/Icon';
import { photoOf, readPhoto, sentPhotos, type Photo } from './photos';
import './repair.css';

const PHOTOS_MAX = 4;

function PhotoRow({ photo, onRead, onRemove }: { photo: Photo; onRead(text: string): void; onRemove(): void }) {
  const t = useT();
  const { name, blob, width } = photo.picture;
  const url = useBlobUrl(blob);
  return (
    <li className="repair-photo">
      {width > 0 ? <img src={url} alt={name} /> : <Icon name="image" />}
      <div>
        {photo.state === 'reading' && <p><span className="pulse" />{t('repair.photo.reading', { name })}</p>}
        {photo.state === 'failed' && <p role="alert">{t('repair.photo.failed', { name, message: photo.problem })}</p>}
        {photo.state === 'read' && (
          <label>
            <span>{t(photo.found ? 'repair.photo.read' : 'repair.photo.nothing', { name })}</span>
            <textarea className="field" rows={3} dir="auto" value={photo.text}
              onChange={(e) => onRead(e.target.value)} />
          </label>
        )}
      </div>
      <button type="button" className="icon-button" aria-label={t('file.remove', { name })} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  );
}

export default function RepairStart() {
  const t = useT();
  const picker = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState('');
  const [photos, setPhotos] = useState<Photo[]>([]);
  const composed = useChat((s) => s.composed);
  useEffect(() => {
    if (composed === null) return;
    setWords(composed);
    useChat.setState({ composed: null });
  }, [composed]);
  const error = useChat((s) => s.error);
  const pending = useChat((s) => s.pending !== null);
  const change = (id: string, to: Partial<Photo>) =>
    setPhotos((now) => now.map((photo) => (photo.picture.id === id ? { ...photo, ...to } : photo)));
  const put = (picture: Picture) => {
    setPhotos((now) => [...now, photoOf(picture)].slice(0, PHOTOS_MAX));
    void readPhoto(picture).then((read) => change(picture.id, read));
  };
  const add = async (files: File[]) => {
    const count = photos.length + files.length;
    if (count > PHOTOS_MAX) showError(t('picture.many', { value: count, limit: PHOTOS_MAX }));
    for (const file of files.slice(0, PHOTOS_MAX - photos.length)) {
      const taken = await takePicture(file, file.name);
      if (isRefusal(taken)) showError(refusalWords(taken, file.name, t));
      else put(taken);
    }
  };
  const remove = (id: string) => setPhotos((now) => now.filter(({ picture }) => picture.id !== id));
  const reading = photos.some((photo) => photo.state === 'reading');
  const usable = photos.filter((photo) => photo.state === 'read');
  const begin = async () => {
    const input = words.trim() || t('repair.shown');
    await open(null);
    const started = await ask({ input, images: sentPhotos(usable, input.length * 3), repair: {}, again: true });
    if (started !== null || route().name === 'repair') return;
    giveBack(null, input); // What was written here is gone by now: it waits in a new chat.
    setPictures(null, [...usable.map(({ picture }) => picture), ...picturesOf(null)]);
  };
  return (
    <div className="repair-start">
      <h2>{t('repair')}</h2>
      <p>{t('repair.lead')}</p>
      <p className="repair-first"><Icon name="warn" />{t('repair.first')}</p>
      <form onSubmit={(e) => { e.preventDefault(); void begin(); }}>
        <label>
          <span>{t('repair.words')}</span>
          <textarea className="field" rows={3} dir="auto" value={words} placeholder={t('repair.words.example')}
            onChange={(e) => setWords(e.target.value)} />
        </label>
        <ul>
          {photos.map((photo) => (
            <PhotoRow key={photo.picture.id} photo={photo} onRead={(text) => change(photo.picture.id, { text })}
              onRemove={() => remove(photo.picture.id)} />
          ))}
        </ul>
        <p role="alert" className="composer-error" hidden={error === null}>{error}</p>
        <div className="row end">
          <button type="button" className="button" disabled={photos.length >= PHOTOS_MAX}
            onClick={() => picker.current?.click()}><Icon name="plus" />{t('repair.photo')}</button>
          <input ref={picker} type="file" accept="image/*" multiple hidden aria-label={t('repair.photo')}
            onChange={(e) => { void add([...(e.target.files ?? [])]); e.target.value = ''; }} />
          <button type="submit" className="button primary"
            disabled={pending || reading || (words.trim() === '' && usable.length === 0)}>{t('repair.begin')}</button>
        </div>
      </form>
    </div>
  );
}
