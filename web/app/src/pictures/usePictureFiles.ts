// Takes the pictures and PDF files out of what is dropped, pasted or chosen; what is left is text.
import { useState } from 'react';
import { showError } from '../chat/store';
import { bytes } from '../i18n/figures';
import { useT, whole, type Translate } from '../i18n/language';
import { kindOf } from './header';
import { headOf, isRefusal, PICTURES_MAX, takePicture, type Picture, type Refusal } from './picture';
import { picturesOf, setPictures } from './store';

export function refusalWords({ why, value, limit }: Refusal, name: string, t: Translate): string {
  const said = why === 'bytes' ? bytes : why === 'pixels' ? (n: number) => whole(Math.round(n / 1e6)) : whole;
  return t(`picture.${why}`, { name, value: said(value), limit: said(limit) });
}

async function isPicture(file: File): Promise<boolean> {
  const kind = kindOf(await headOf(file));
  return kind === null ? file.type.startsWith('image/') && file.type !== 'image/svg+xml' : kind !== 'pdf';
}

// `add` gives back the files that are neither.
export function usePictureFiles(conversation: string | null) {
  const t = useT();
  const [pdfs, setPdfs] = useState<File[]>([]); // One after the other.
  const put = (pictures: Picture[]) => {
    const all = [...picturesOf(conversation), ...pictures];
    if (all.length > PICTURES_MAX) {
      showError(t('picture.many', { value: all.length, limit: PICTURES_MAX }));
    }
    setPictures(conversation, all.slice(0, PICTURES_MAX));
  };
  const add = async (files: Iterable<File>): Promise<File[]> => {
    const others: File[] = [];
    const pictures: Picture[] = [];
    for (const file of files) {
      if (kindOf(await headOf(file)) === 'pdf') {
        setPdfs((waiting) => [...waiting, file]);
      } else if (await isPicture(file)) {
        const taken = await takePicture(file, file.name || t('picture.pasted'));
        if (isRefusal(taken)) showError(refusalWords(taken, file.name, t));
        else pictures.push(taken);
      } else {
        others.push(file);
      }
    }
    if (pictures.length > 0) put(pictures);
    return others;
  };
  return { add, put, pdf: pdfs[0] ?? null, closePdf: () => setPdfs((waiting) => waiting.slice(1)) };
}
