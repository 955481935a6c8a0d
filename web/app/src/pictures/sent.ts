// Pictures of questions as the app shows them right after they were sent, and as they go along once
// more: the server has them already.
import { pictureUrl } from '../api/client';
import type { SentImage, TurnImage, TurnResource } from '../api/types';

// The server knows the size.
export const shownAs = (images: SentImage[]): TurnImage[] => images.map(({ url, name, reading }, index) => ({
  index, name: name ?? null, media_type: /^data:([^;]+)/.exec(url)?.[1] ?? '', width: 0, height: 0,
  bytes: Math.floor((url.length * 3) / 4), reading: reading ?? null,
}));

export const sentAgain = ({ id, images = [] }: TurnResource): SentImage[] =>
  images.map(({ index, name, reading }) => ({
    url: pictureUrl(id, index), ...(name ? { name } : {}), ...(reading === null ? {} : { reading }),
  }));
