// Light or dark: the reader's choice, or the system's.
import { useSyncExternalStore } from 'react';
import { useSettings, type Theme } from './settings';

const query = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)');

export function applyTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
}

export function useDark(): boolean {
  const theme = useSettings((s) => s.theme);
  const system = useSyncExternalStore(
    (tell) => {
      query?.addEventListener('change', tell);
      return () => query?.removeEventListener('change', tell);
    },
    () => query?.matches ?? false);
  return theme === 'dark' || (theme === 'system' && system);
}
