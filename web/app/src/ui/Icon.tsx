// The app's icons: strokes on a 24 x 24 grid, in the colour of the text around them.
import { memo } from 'react';

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h10',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  down: 'M6 9l6 6 6-6',
  up: 'M12 19V5M6 11l6-6 6 6',
  right: 'M9 6l6 6-6 6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  retry: 'M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  trash: 'M5 7h14M9 7V4.5h6V7M7 7l1 13h8l1-13',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  archive: 'M4 5h16v4H4zM6 9v10h12V9M10 13h4',
  folder: 'M4 6h6l2 2.5h8V19H4z',
  share: 'M12 15V4M8 8l4-4 4 4M5 13v6h14v-6',
  download: 'M12 4v11M8 11l4 4 4-4M5 19h14',
  upload: 'M12 16V5M8 9l4-4 4 4M5 19h14',
  search: 'M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14zM16 16l4.5 4.5',
  stop: 'M7 7h10v10H7z',
  now: 'M5 5l9 7-9 7zM18 5v14',
  split: 'M6 4v5c0 4 6 3 6 8v3M18 4v5c0 4-6 3-6 8',
  off: 'M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.5M19 12a10 10 0 0 0-5-2.8M12 19h.01',
  warn: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  info: 'M12 20a8 8 0 1 1 0-16 8 8 0 0 1 0 16zM12 11v5M12 8h.01',
  bolt: 'M13 4L6 13.5h5L10 20l7-9.5h-5z',
  bulb: 'M9.5 17.5h5M10.5 20.5h3M12 3.5a5.5 5.5 0 0 0-3.2 10c.5.4.8 1 .8 1.6h4.8c0-.6.3-1.2.8-1.6a5.5 5.5 0 0 0-3.2-10z',
  grid: 'M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z',
  play: 'M8 5l11 7-11 7z',
  code: 'M9 8l-5 4 5 4M15 8l5 4-5 4',
  expand: 'M5 10V5h5M19 10V5h-5M5 14v5h5M19 14v5h-5',
  clip: 'M19 11l-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.3a3 3 0 0 1 4.3 4.3l-7.8 7.8a1.5 1.5 0 0 1-2.2-2.2L14 7.5',
  wrench: 'M14.5 6.5a4 4 0 0 1 5.2 5L17 9.5l-2.5 .5-.5 2.5 2.5 2.2a4 4 0 0 1-5-1L5.5 20 4 18.5l6.5-6a4 4 0 0 1 4-6z',
  keyboard: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
  moon: 'M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  camera: 'M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9h.01',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z',
  turn: 'M20 12a8 8 0 1 1-2.6-5.9M20 4v4.5h-4.5',
  dice: 'M5 5h14v14H5zM9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01',
  quiz: 'M9 9a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.3-1.6 2.5M12 17.5h.01M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18z',
  sliders: 'M4 8h9M17 8h3M4 16h3M11 16h9M13 6v4M7 14v4',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = memo(function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
});
