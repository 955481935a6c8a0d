// A conversation that somebody shared: a page of its own, to read, as it was when it was shared.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { picturedBy } from '../annotations/seen';
import * as api from '../api/client';
import type { TurnResource } from '../api/types';
import { useUi } from '../app/ui';
import { TurnView } from '../chat/TurnView';
import { useT } from '../i18n/language';
import { Turn } from '../turn/turn';

const Canvas = lazy(() => import('../canvas/Canvas'));

// One that ran when it was shared is shown with what it had said by then.
const asItWas = (resource: TurnResource): TurnResource =>
  (resource.status === 'running' ? { ...resource, status: 'finished' } : resource);

export default function Shared({ share }: { share: string }) {
  const t = useT();
  const canvas = useUi((s) => s.canvas);
  const { data, error } = useQuery({ queryKey: ['share', share], queryFn: () => api.shared(share), retry: false });
  const steps = useMemo(() => data?.turns.map((resource) => new Turn(asItWas(resource)))
    .map((turn) => ({ turn, siblings: [turn] })) ?? [], [data]);
  const pictured = useMemo(() => picturedBy(steps), [steps]);
  const title = data?.title || t('shared');
  useEffect(() => { document.title = `${title} \u00b7 Ponder`; }, [title]);
  return (
    <div className={`app ${canvas ? 'with-canvas' : ''}`}>
      <main>
        <header className="top shared-top">
          <span className="logo" aria-hidden="true" />
          <h1 dir="auto">{title}</h1>
        </header>
        <div className="scroller" tabIndex={0} role="region" aria-label={t('conversation')}>
          {error && <p className="loading" role="alert">{error.message}</p>}
          {data && (
            <div className="thread shared">
              <p className="shared-note">{t('share.read')}</p>
              {steps.map((step, i) => (
                <TurnView key={step.turn.id} step={step} last={false} pictured={pictured[i] ?? null} readOnly />
              ))}
            </div>
          )}
        </div>
      </main>
      {canvas && <Suspense fallback={null}><Canvas /></Suspense>}
    </div>
  );
}
