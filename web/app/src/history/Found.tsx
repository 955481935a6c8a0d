// What a search finds inside messages, below the titles that match.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import * as api from '../api/client';
import { useFeature } from '../api/features';
import { hrefOf } from '../app/route';
import { useT } from '../i18n/language';

const LETTERS_MIN = 2;

export function Found({ words, onOpen }: { words: string; onOpen(): void }) {
  const t = useT();
  const able = useFeature('search') && words.length >= LETTERS_MIN;
  const { data } = useQuery({
    queryKey: ['search', words], queryFn: () => api.search(words), enabled: able,
    placeholderData: keepPreviousData,
  });
  if (!able || !data || data.length === 0) return null;
  return (
    <section>
      <h2>{t('search.inside')}</h2>
      <ul>
        {data.map((hit) => (
          <li className="found" key={`${hit.conversation} ${hit.turn}`}>
            <a href={hrefOf(hit.conversation, hit.turn)} onClick={onOpen}>
              <b dir="auto">{hit.title || t('untitled')}</b>
              <span dir="auto">
                {(hit.pieces ?? [hit.snippet]).map((piece, i) =>
                  i % 2 === 1 ? <mark key={i}>{piece}</mark> : piece)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
