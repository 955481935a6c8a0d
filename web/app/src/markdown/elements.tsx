// Links, images and tables of a model's text. Nothing is fetched from elsewhere: an image on another
// server is a link to it.
import type { ComponentProps } from 'react';

export function Anchor({ href, children }: ComponentProps<'a'>) {
  const own = href?.startsWith('#') ?? false;
  return own ? <a href={href}>{children}</a>
    : <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>;
}

export function Image({ src, alt }: ComponentProps<'img'>) {
  if (typeof src === 'string' && src.startsWith('data:image/')) return <img src={src} alt={alt ?? ''} />;
  if (typeof src !== 'string' || src === '') return <span>{alt}</span>;
  return <a href={src} target="_blank" rel="noopener noreferrer nofollow">{alt || src}</a>;
}

export function Table({ children }: ComponentProps<'table'>) {
  return <div className="table" tabIndex={0} role="group"><table>{children}</table></div>;
}

export function InlineCode({ children }: ComponentProps<'code'>) {
  return <code dir="ltr">{children}</code>;
}
