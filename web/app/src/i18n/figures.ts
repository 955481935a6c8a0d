// Figures and times as a person reads them.
import { locale, t } from './language';

const formatted = (n: number, options: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(locale(), options).format(n);

export const percent = (share: number): string =>
  t('unit.percent', { n: formatted(Math.round(share * 100), {}) });

export const times = (n: number): string =>
  formatted(n, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function seconds(ms: number): string {
  if (ms < 100) return t('unit.ms', { n: Math.round(ms) });
  if (ms < 60_000) {
    const digits = ms < 9_950 ? 1 : 0;
    const n = formatted(ms / 1000, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return t('unit.s', { n });
  }
  const s = Math.round(ms / 1000);
  return t('unit.min', { m: Math.floor(s / 60), s: s % 60 });
}

export function bytes(n: number): string {
  if (n < 1e6) return t('unit.kb', { n: Math.max(1, Math.round(n / 1e3)) });
  if (n < 1e9) return t('unit.mb', { n: Math.round(n / 1e6) });
  return t('unit.gb', { n: formatted(n / 1e9, { maximumFractionDigits: 1, minimumFractionDigits: 1 }) });
}

export const dateTime = (ms: number): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
