// Before the first word: what the wait is for, and after a while how long it has been.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { seconds } from '../i18n/figures';
import { useT } from '../i18n/language';
import { modelsQuery } from '../composer/models';
import type { Turn, TurnView } from '../turn/turn';

const TICK_MS = 1000;
const SAID_FROM_MS = 2000;

export function Waiting({ turn, view }: { turn: Turn; view: TurnView }) {
  const t = useT();
  const [now, setNow] = useState(Date.now());
  const { data: models } = useQuery(modelsQuery);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const passed = Math.max(0, now - turn.startedMs);
  const model = models?.find((m) => m.name === view.resource.model) ?? models?.[0];
  const loading = model !== undefined && model.state !== 'ready';
  const what = view.stopping ? t('stopping')
    : loading ? t('waiting.loading', { model: model.name }) : t('waiting.reading');
  return (
    <p className="waiting">
      <span className="pulse" />
      <span>{passed < SAID_FROM_MS ? what : `${what} \u00b7 ${seconds(Math.floor(passed / 1000) * 1000)}`}</span>
    </p>
  );
}
