// Where a conversation outgrew its model's context: from here up the model is told a summary. The turns
// themselves stay as they are.
import { useT } from '../i18n/language';
import { Markdown } from '../markdown/Markdown';
import { Icon } from '../ui/Icon';
import type { Summary } from '../api/types';

export function Summed({ summary }: { summary: Summary }) {
  const t = useT();
  return (
    <details className="summed">
      <summary><Icon name="down" /><span>{t('summed')}</span></summary>
      <p className="summed-note">{t('summed.note', { model: summary.model })}</p>
      <Markdown text={summary.summary} streaming={false} quiet />
    </details>
  );
}
