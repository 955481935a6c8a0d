// Takes a picture with the camera of a computer; phones have their own camera for that.
import { useEffect, useRef, useState } from 'react';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import { Modal } from '../ui/Modal';

function frameOf(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.92); });
}

export default function CameraDialog({ onClose, onTaken }: { onClose(): void; onTaken(file: File): void }) {
  const t = useT();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'waiting' | 'ready' | 'refused'>('waiting');
  useEffect(() => {
    let stream: MediaStream | null = null;
    let left = false;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 }, facingMode: 'environment' } }).then((got) => {
      stream = got;
      if (left) stop();
      else if (video.current) video.current.srcObject = got;
    }).catch(() => setState('refused'));
    return () => {
      left = true;
      stop();
    };
  }, []);
  const take = async () => {
    const blob = video.current && await frameOf(video.current);
    if (blob) onTaken(new File([blob], t('camera.name'), { type: 'image/jpeg' }));
    onClose();
  };
  return (
    <Modal open onClose={onClose} title={t('camera')} className="camera-dialog">
      <div className="modal-body">
        {state === 'refused' ? <p role="alert">{t('camera.refused')}</p>
          : <video ref={video} autoPlay playsInline muted onPlaying={() => setState('ready')} />}
      </div>
      <div className="picture-tools">
        <span className="grow" />
        <button type="button" className="button primary" disabled={state !== 'ready'} onClick={() => void take()}>
          <Icon name="camera" />{t('camera.take')}
        </button>
      </div>
    </Modal>
  );
}
