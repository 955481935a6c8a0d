// The picture of a question with the places that an answer names in it, and the names beside it: each
// shows the other.
import { use, useState } from 'react';
import { pictureUrl } from '../api/client';
import { useT } from '../i18n/language';
import { CodeBlock } from '../markdown/CodeBlock';
import { Icon } from '../ui/Icon';
import type { Region, Regions } from './regions';
import { SeenContext } from './seen';
import './annotations.css';

const HUES = 6; // As many as lanes.css knows.
const HIGH = 0.1; // Whose name would stand above the picture.
const share = (n: number): string => `${n * 100}%`;

function placeOf({ left, top, width, height }: Region) {
  return { left: share(left), top: share(top), width: share(width), height: share(height) };
}

// `lit`: whether this one of all is pointed at; null: none is.
function classOf({ width, top }: Region, lit: boolean | null): string {
  const light = lit === null ? '' : lit ? 'lit' : 'dim';
  return `region ${width === 0 ? 'point' : ''} ${top < HIGH ? 'high' : ''} ${light}`;
}

interface Props {
  found: Regions;
  code: string;
  writing: boolean;
}

export default function Annotated({ found, code, writing }: Props) {
  const t = useT();
  const seen = use(SeenContext);
  const [active, setActive] = useState<number | null>(null);
  const [kept, setKept] = useState<number | null>(null); // By a click.
  const [at, setAt] = useState(0);
  const [shown, setShown] = useState(false);
  const image = seen?.images[at];
  if (!seen || !image) return <CodeBlock code={code} language="json" writing={writing} />;
  const named = (region: Region, i: number) => region.label || t('region.n', { n: i + 1 });
  const lit = active ?? kept;
  const mouse = (i: number) => ({
    onMouseEnter: () => setActive(i), onMouseLeave: () => setActive(null),
    onClick: () => setKept(kept === i ? null : i),
  });
  const drawn = found.regions.map((region, i) => ({ region, i }))
    .sort((a, b) => b.region.width * b.region.height - a.region.width * a.region.height); // Small ones on top.
  return (
    <figure className="annotated">
      <div className="annotated-picture" dir="ltr">
        <img src={pictureUrl(seen.turn, image.index)} alt={image.name || t('picture.n', { n: at + 1 })} />
        {drawn.map(({ region, i }) => (
          <button type="button" key={i} tabIndex={-1} style={placeOf(region)} data-hue={i % HUES} aria-hidden="true"
            className={classOf(region, lit === null ? null : lit === i)}
            {...mouse(i)}>
            <span>{named(region, i)}</span>
          </button>
        ))}
      </div>
      <figcaption>
        <ul className="regions" aria-label={t('regions')}>
          {found.regions.map((region, i) => (
            <li key={i}>
              <button type="button" data-hue={i % HUES} aria-pressed={kept === i} className={lit === i ? 'lit' : ''}
                {...mouse(i)} onFocus={() => setActive(i)} onBlur={() => setActive(null)}>
                <i aria-hidden="true" /><bdi>{named(region, i)}</bdi>
              </button>
            </li>
          ))}
        </ul>
        <span className="annotated-tools">
          {seen.images.length > 1 && (
            <label>{t('region.picture')}{' '}
              <select value={at} onChange={(e) => setAt(Number(e.target.value))}>
                {seen.images.map((one, i) => (
                  <option key={one.index} value={i}>{one.name || t('picture.n', { n: i + 1 })}</option>
                ))}
              </select>
            </label>
          )}
          {found.lost > 0 && !writing && <span>{t('region.lost', { count: found.lost })}</span>}
          <button type="button" className="button small quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
            <Icon name="code" />{t('code')}
          </button>
        </span>
        {shown && <CodeBlock code={code} language="json" writing={writing} />}
      </figcaption>
    </figure>
  );
}
