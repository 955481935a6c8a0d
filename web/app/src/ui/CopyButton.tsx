// A button that copies a text; its words change for a moment to say that it worked.
import { useEffect, useState } from 'react';
import { useT } from '../i18n/language';
import { Icon } from './Icon';

const SAID_MS = 1500;

export function CopyButton({ text, className }: { text: () => string; className?: string }) {
  const t = useT();
  const [said, setSaid] = useState<'copy' | 'copied' | 'copy.failed'>('copy');
  useEffect(() => {
    if (said === 'copy') return undefined;
    const timer = setTimeout(() => setSaid('copy'), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid('copied');
    } catch {
      setSaid('copy.failed');
    }
  };
  return (
    <button type="button" className={className ?? 'button small quiet'}
      onClick={() => void copy()}>
      <Icon name={said === 'copied' ? 'check' : 'copy'} />
      {t(said)}
    </button>
  );
}
