// One picture of a question, large, with what was told of it; the others are a key away.
import { useEffect, useState } from 'react';
import { pictureUrl } from '../api/client';
import type { TurnImage } from '../api/types';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import { Modal } from '../ui/Modal';
import './pictures.css';

interface Props {
  turn: string;
  images: TurnImage[];
  at: number;
  onAt(at: number): void;
  onClose(): void;
}

export default function Viewer({ turn, images, at, onAt, onClose }: Props) {
  const t = useT();
  const [size, setSize] = useState({ width: 0, height: 0 });
  const image = images[at];
  const count = images.length;
  useEffect(() => {
    const move = (e: KeyboardEvent) => {
      if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return;
      const on = (e.key === 'ArrowRight') === (document.documentElement.dir !== 'rtl');
      onAt((at + (on ? 1 : count - 1)) % count);
    };
    document.addEventListener('keydown', move);
    return () => document.removeEventListener('keydown', move);
  }, [at, count, onAt]);
  if (!image) return null;
  const name = image.name || t('picture.n', { n: at + 1 });
  const url = pictureUrl(turn, image.index);
  const move = (by: number) => onAt((at + by + count) % count);
  return (
    <Modal open onClose={onClose} title={<bdi>{name}</bdi>} className="viewer"
      facts={size.width > 0 && t('picture.size', { width: String(size.width), height: String(size.height) })}
      aside={count > 1 && (
        <span className="siblings">
          <button type="button" className="icon-button" aria-label={t('picture.before')} onClick={() => move(-1)}><Icon name="right" /></button>
          <span>{t('version.of', { n: at + 1, all: count })}</span>
          <button type="button" className="icon-button" aria-label={t('picture.after')} onClick={() => move(1)}><Icon name="right" /></button>
        </span>
      )}>
      <div className="modal-body" tabIndex={0} role="group" aria-label={name}>
        <img src={url} alt={name} onLoad={(e) =>
          setSize({ width: e.currentTarget.naturalWidth, height: e.currentTarget.naturalHeight })} />
        {image.reading !== null && (
          <figure className="viewer-read"><figcaption>{t('read.told')}</figcaption><p className="read-text" dir="auto">{image.reading}</p></figure>
        )}
      </div>
    </Modal>
  );
}
