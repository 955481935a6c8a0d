// How pictures come into a draft: files of any kind by the clip, and the camera, the device's own one
// on a phone.
import { lazy, Suspense, useRef, useState } from 'react';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';

const CameraDialog = lazy(() => import('./CameraDialog'));
const phone = matchMedia('(pointer: coarse)');

export function PictureButtons({ onFiles }: { onFiles(files: Iterable<File>): void }) {
  const t = useT();
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const byDevice = phone.matches;
  const able = byDevice || navigator.mediaDevices !== undefined;
  const take = (input: HTMLInputElement) => {
    onFiles([...(input.files ?? [])]);
    input.value = '';
  };
  return (
    <>
      <button type="button" className="icon-button" aria-label={t('file.add')} title={t('file.add')}
        onClick={() => files.current?.click()}><Icon name="clip" /></button>
      <input ref={files} type="file" multiple hidden onChange={(e) => take(e.target)} />
      {able && (
        <button type="button" className="icon-button camera-button" aria-label={t('camera')} title={t('camera')}
          onClick={() => (byDevice ? camera.current?.click() : setOpen(true))}><Icon name="camera" /></button>
      )}
      {byDevice && (
        <input ref={camera} type="file" accept="image/*" capture="environment" hidden
          onChange={(e) => take(e.target)} />
      )}
      <Suspense fallback={null}>
        {open && <CameraDialog onClose={() => setOpen(false)} onTaken={(file) => onFiles([file])} />}
      </Suspense>
    </>
  );
}
