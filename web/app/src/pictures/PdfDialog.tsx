// The pages of a PDF file, to choose from: each becomes a picture that brings its text along.
import { useEffect, useState } from 'react';
import * as api from '../api/client';
import type { PdfPages } from '../api/types';
import { useT } from '../i18n/language';
import { Modal } from '../ui/Modal';
import { isRefusal, takePicture, type Picture } from './picture';

const AT_ONCE = 4;

type Page = PdfPages['pages'][number];

function blobOf(url: string): Blob {
  const [head = '', data = ''] = url.split(',');
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  return new Blob([bytes], { type: /^data:([^;]+)/.exec(head)?.[1] ?? 'image/png' });
}

function usePages(file: File) {
  const [found, setFound] = useState<PdfPages>({ pages_total: 0, pages: [], notes: [] });
  const [state, setState] = useState<'loading' | 'ready' | string>('loading');
  const more = async (first: number) => {
    setState('loading');
    try {
      const next = await api.pdfPages(file, first, AT_ONCE);
      setFound((now) => ({ ...next, pages: [...now.pages.filter((p) => p.page < first), ...next.pages] }));
      setState('ready');
    } catch (error) {
      setState((error as Error).message);
    }
  };
  useEffect(() => { void more(1); }, [file]);
  return { ...found, state, more: () => void more((found.pages.at(-1)?.page ?? 0) + 1) };
}

interface Props {
  file: File;
  room: number; // How many pictures may still be added.
  onClose(): void;
  onPages(pictures: Picture[]): void;
}

export default function PdfDialog({ file, room, onClose, onPages }: Props) {
  const t = useT();
  const { pages, pages_total: total, notes, state, more } = usePages(file);
  const [chosen, setChosen] = useState<number[]>([1]);
  const [busy, setBusy] = useState(false);
  const flip = (page: number) =>
    setChosen(chosen.includes(page) ? chosen.filter((p) => p !== page) : [...chosen, page]);
  const picked = pages.filter((page) => chosen.includes(page.page));
  const take = async () => {
    setBusy(true);
    const taken = await Promise.all(picked.map(({ image, page, text }: Page) =>
      takePicture(blobOf(image), t('pdf.page.of', { name: file.name.slice(0, 40), page }), text.trim())));
    onPages(taken.filter((picture) => !isRefusal(picture)) as Picture[]);
    onClose();
  };
  const failed = state !== 'loading' && state !== 'ready';
  return (
    <Modal open onClose={onClose} title={t('pdf.title')} className="pdf-dialog"
      facts={<><bdi>{file.name}</bdi>{total > 0 && ` \u00b7 ${t('pdf.pages', { count: total })}`}</>}>
      <div className="modal-body" tabIndex={0} role="group" aria-label={t('pdf.title')}>
        <ul className="pdf-pages">
          {pages.map(({ page, image }) => (
            <li key={page}>
              <label>
                <input type="checkbox" checked={chosen.includes(page)} onChange={() => flip(page)} />
                <img src={image} alt="" />
                <span>{t('pdf.page', { page })}</span>
              </label>
            </li>
          ))}
        </ul>
        {state === 'loading' && <p className="loading"><span className="pulse" />{t('pdf.loading')}</p>}
        {failed && <p className="read-note" role="alert">{state}</p>}
        {notes.map((note) => <p className="read-note" key={note}>{note}</p>)}
        {state === 'ready' && pages.length < total && (
          <button type="button" className="button small" onClick={more}>{t('pdf.more')}</button>
        )}
      </div>
      <div className="picture-tools">
        <output>{t('pdf.chosen', { n: picked.length, room })}</output>
        <span className="grow" />
        <button type="button" className="button small primary" onClick={() => void take()}
          disabled={busy || picked.length === 0 || picked.length > room}>{t('pdf.add', { count: picked.length })}</button>
      </div>
    </Modal>
  );
}
