// Where a repair begins: words, and photos with what was read in them, to correct before it is used.
import { useRef, useState } from 'react';
import { go } from '../app/route';
import { ask, open, showError, useChat } from '../chat/store';
import { useT } from '../i18n/language';
import { newId } from '../pictures/picture';
import { Icon } from '../ui/Icon';
import { readPhoto, type Photo } from './photos';
import './repair.css';

const PHOTOS_MAX = 4;

function PhotoRow({ photo, onRead, onRemove }: { photo: Photo; onRead(text: string): void; onRemove(): void }) {
  const t = useT();
  const { name } = photo;
  return (
    <li className="repair-photo">
      <img src={photo.preview} alt={name} />
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
  const error = useChat((s) => s.error);
  const pending = useChat((s) => s.pending !== null);
  const change = (id: string, to: Partial<Photo>) =>
    setPhotos((now) => now.map((photo) => (photo.id === id ? { ...photo, ...to } : photo)));
  const add = (files: FileList | null) => {
    const given = [...(files ?? [])];
    const count = photos.length + given.length;
    if (count > PHOTOS_MAX) showError(t('picture.many', { value: count, limit: PHOTOS_MAX }));
    for (const file of given.slice(0, PHOTOS_MAX - photos.length)) {
      const photo: Photo = {
        id: newId(), name: file.name, preview: URL.createObjectURL(file), state: 'reading', text: '', found: false, problem: '',
      };
      setPhotos((now) => [...now, photo]);
      void readPhoto(file).then((read) => change(photo.id, read));
    }
  };
  const remove = (photo: Photo) => {
    URL.revokeObjectURL(photo.preview);
    setPhotos((now) => now.filter((other) => other !== photo));
  };
  const reading = photos.some((photo) => photo.state === 'reading');
  const usable = photos.filter((photo) => photo.state === 'read');
  const begin = async () => {
    const read = usable.map((photo) => photo.text).filter((text) => text.trim() !== '');
    await open(null);
    const input = words.trim() || t('repair.shown');
    if (await ask({ input, repair: { read }, again: true }) === null) go('#/repair', true);
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
            <PhotoRow key={photo.id} photo={photo} onRead={(text) => change(photo.id, { text })}
              onRemove={() => remove(photo)} />
          ))}
        </ul>
        <p role="alert" className="composer-error" hidden={error === null}>{error}</p>
        <div className="row end">
          <button type="button" className="button" disabled={photos.length >= PHOTOS_MAX}
            onClick={() => picker.current?.click()}><Icon name="plus" />{t('repair.photo')}</button>
          <input ref={picker} type="file" accept="image/*" multiple hidden aria-label={t('repair.photo')}
            onChange={(e) => { add(e.target.files); e.target.value = ''; }} />
          <button type="submit" className="button primary"
            disabled={pending || reading || (words.trim() === '' && usable.length === 0)}>{t('repair.begin')}</button>
        </div>
      </form>
    </div>
  );
}
