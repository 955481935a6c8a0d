// Crops and turns a picture: by pointer, or by keys on the corners and the frame. It begins with the
// picture as it was given, so that what was cut can be had back.
import { useEffect, useRef, useState } from 'react';
import { ReactCrop, type PercentCrop } from 'react-image-crop';
import 'react-image-crop/dist/ReactCrop.css';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import { Modal } from '../ui/Modal';
import { newId, render, type Area, type Picture } from './picture';
import { useBlobUrl } from './useBlobUrl';

const SHOWN_SIDE = 1400; // What is cropped on the screen.
const WHOLE: PercentCrop = { unit: '%', x: 0, y: 0, width: 100, height: 100 };

const isWhole = ({ x, y, width, height }: PercentCrop): boolean =>
  x < 0.1 && y < 0.1 && width > 99.8 && height > 99.8;

// The part of a picture of so many pixels.
export function areaOf(crop: PercentCrop, width: number, height: number): Area | undefined {
  if (isWhole(crop)) return undefined;
  return {
    x: (crop.x * width) / 100, y: (crop.y * height) / 100,
    width: Math.max(1, (crop.width * width) / 100), height: Math.max(1, (crop.height * height) / 100),
  };
}

// The source, turned, as large as the screen needs it.
function useTurned(picture: Picture, quarters: number) {
  const [shown, setShown] = useState<Blob>(picture.source);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    let wanted = true;
    void (async () => {
      const bitmap = await createImageBitmap(picture.source);
      const { width, height } = bitmap;
      bitmap.close();
      const { blob } = await render(picture.source, { quarters, side: SHOWN_SIDE });
      if (!wanted) return;
      setShown(blob);
      setSize(quarters % 2 === 1 ? { width: height, height: width } : { width, height });
    })();
    return () => { wanted = false; };
  }, [picture.source, quarters]);
  return { url: useBlobUrl(shown), size };
}

interface Props {
  picture: Picture;
  onClose(): void;
  onDone(next: Picture): void;
}

export default function Editor({ picture, onClose, onDone }: Props) {
  const t = useT();
  const [quarters, setQuarters] = useState(0);
  const [crop, setCrop] = useState<PercentCrop>(WHOLE);
  const [busy, setBusy] = useState(false);
  const { url, size } = useTurned(picture, quarters);
  const body = useRef<HTMLDivElement>(null);
  const area = areaOf(crop, size.width, size.height);
  const turn = (by: number) => {
    setQuarters((quarters + by + 4) % 4);
    setCrop(WHOLE);
  };
  const done = async () => {
    setBusy(true);
    const next = await render(picture.source, { quarters, area });
    onDone({ ...picture, ...next, id: newId(), pageText: '', corrected: null });
    onClose();
  };
  const { width, height } = area ?? size;
  return (
    <Modal open onClose={onClose} title={t('picture.editor')} facts={<bdi>{picture.name}</bdi>} className="picture-editor">
      <div className="modal-body" ref={body}>
        <ReactCrop crop={crop} onChange={(_, percent) => setCrop(percent.width && percent.height ? percent : WHOLE)}
          ruleOfThirds ariaLabels={{
            cropArea: t('crop.area'), nDragHandle: t('crop.n'), sDragHandle: t('crop.s'),
            wDragHandle: t('crop.w'), eDragHandle: t('crop.e'), nwDragHandle: t('crop.nw'),
            neDragHandle: t('crop.ne'), seDragHandle: t('crop.se'), swDragHandle: t('crop.sw'),
          }}>
          <img src={url} alt={picture.name} />
        </ReactCrop>
      </div>
      <div className="picture-tools">
        <button type="button" className="icon-button" aria-label={t('picture.left')} title={t('picture.left')}
          onClick={() => turn(-1)}><Icon name="retry" /></button>
        <button type="button" className="icon-button" aria-label={t('picture.right')} title={t('picture.right')}
          onClick={() => turn(1)}><Icon name="turn" /></button>
        <output>{t('picture.size', { width: String(Math.round(width)), height: String(Math.round(height)) })}</output>
        <span className="grow" />
        <button type="button" className="button small" disabled={!area} onClick={() => setCrop(WHOLE)}>
          {t('picture.whole')}
        </button>
        <button type="button" className="button small primary" disabled={busy || width === 0 || (!area && quarters === 0)}
          onClick={() => void done()}>{t('picture.use')}</button>
      </div>
    </Modal>
  );
}
