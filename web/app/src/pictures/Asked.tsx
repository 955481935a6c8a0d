// The pictures of a question in the thread; a click shows one large.
import { lazy, Suspense, useState } from 'react';
import { pictureUrl } from '../api/client';
import type { TurnImage } from '../api/types';
import { useT } from '../i18n/language';

const Viewer = lazy(() => import('./Viewer'));

export function Asked({ turn, images }: { turn: string; images: TurnImage[] }) {
  const t = useT();
  const [open, setOpen] = useState<number | null>(null);
  if (images.length === 0) return null;
  const nameOf = (image: TurnImage) => image.name || t('picture.n', { n: image.index + 1 });
  return (
    <div className="asked-pictures">
      {images.map((image, at) => (
        <button type="button" key={image.index} aria-label={t('picture.open', { name: nameOf(image) })}
          onClick={() => setOpen(at)}>
          <img className="asked-picture" src={pictureUrl(turn, image.index)} alt={nameOf(image)} loading="lazy" />
        </button>
      ))}
      <Suspense fallback={null}>
        {open !== null && (
          <Viewer turn={turn} images={images} at={open} onAt={setOpen} onClose={() => setOpen(null)} />
        )}
      </Suspense>
    </div>
  );
}
