// Says that the server is away, when it is asked again, and that a session is over.
import { useEffect, useState } from 'react';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import { tryNow, useServer } from './server';

const TICK_MS = 1000;

export function Banner() {
  const t = useT();
  const { lost, signedOut, retryAtMs } = useServer();
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (!lost) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [lost, retryAtMs]);
  const wait = Math.max(0, Math.ceil((retryAtMs - now) / 1000));
  return (
    <div role="status" className="banner" hidden={!lost && !signedOut}>
      {lost && (
        <>
          <Icon name="off" />
          <span>{t('server.lost')} <span className="soon">{t('server.again', { n: wait })}</span></span>
          <button type="button" className="button small" onClick={() => void tryNow()}>
            {t('server.now')}
          </button>
        </>
      )}
      {!lost && signedOut && (
        <>
          <Icon name="warn" />
          <span>{t('server.signed.out')}</span>
          <a className="button small" href={`/login${location.hash}`}>{t('server.sign.in')}</a>
        </>
      )}
    </div>
  );
}
