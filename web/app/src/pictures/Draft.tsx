// The pictures of a draft above its text: each can be cropped, turned and taken away; for a model that
// does not see, what was read in them.
import { lazy, Suspense, useState } from 'react';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import type { Picture } from './picture';
import { ReadPanel } from './ReadPanel';
import { changePicture, setPictures } from './store';
import { useBlobUrl } from './useBlobUrl';
import './pictures.css';

const Editor = lazy(() => import('./Editor'));

function Thumb({ picture, onOpen, onRemove }: { picture: Picture; onOpen(): void; onRemove(): void }) {
  const t = useT();
  const url = useBlobUrl(picture.blob);
  const { name, width } = picture;
  return (
    <li className="thumb">
      <button type="button" className="thumb-open" aria-label={t('picture.edit', { name })} title={name}
        disabled={width === 0} onClick={onOpen}>
        {width > 0 ? <img src={url} alt="" /> : <Icon name="image" />}
      </button>
      <button type="button" className="thumb-remove" aria-label={t('file.remove', { name })}
        onClick={onRemove}><Icon name="close" /></button>
    </li>
  );
}

interface Props {
  pictures: Picture[];
  conversation: string | null;
  model: string; // That does not see; empty: it does.
}

export default function Draft({ pictures, conversation, model }: Props) {
  const t = useT();
  const [edited, setEdited] = useState<Picture | null>(null);
  const remove = (picture: Picture) => setPictures(conversation, pictures.filter((p) => p !== picture));
  return (
    <div className="draft-pictures">
      <ul className="thumbs" aria-label={t('pictures')}>
        {pictures.map((picture) => (
          <Thumb key={picture.id} picture={picture} onOpen={() => setEdited(picture)}
            onRemove={() => remove(picture)} />
        ))}
      </ul>
      {model !== '' && <ReadPanel pictures={pictures} conversation={conversation} model={model} />}
      <Suspense fallback={null}>
        {edited && (
          <Editor picture={edited} onClose={() => setEdited(null)}
            onDone={(next) => changePicture(conversation, edited.id, next)} />
        )}
      </Suspense>
    </div>
  );
}
