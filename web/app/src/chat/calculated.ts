// What the calculator found in an answer, in words.
import type { Translate } from '../i18n/language';
import type { Calculation } from '../turn/events';

export interface Found {
  line: string;
  wrong: { equation: string; why: string }[];
  more: string; // That there are wrong ones which are not named; empty: all are.
}

// Null where nothing was checked.
export function found(calculation: Calculation | undefined, t: Translate): Found | null {
  if (!calculation || calculation.checked === 0) return null;
  const { checked, holding, wrong } = calculation;
  const unnamed = checked - holding - wrong.length;
  return {
    line: t('calculated', { count: checked, holding }),
    wrong: wrong.map(({ left, right, fault }) => ({
      equation: `${left} = ${right}`,
      why: t(fault === 'units' ? 'calculated.units' : 'calculated.value'),
    })),
    more: unnamed > 0 ? t('calculated.more', { count: unnamed }) : '',
  };
}
