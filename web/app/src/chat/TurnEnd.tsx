// Why an answer that did not end by itself ended, and what can be done about it.
import { useQueryClient } from '@tanstack/react-query';
import { modelsQuery } from '../composer/models';
import { useT, type Key } from '../i18n/language';
import { agentsOf, type TurnView } from '../turn/turn';
import type { TurnStatus } from '../turn/votes';
import { Icon } from '../ui/Icon';
import { sentAgain } from '../pictures/sent';
import { ask, useBusy } from './store';

function reasonOf(status: TurnStatus, view: TurnView): { key: Key; message?: string } | null {
  const { finish, error } = view.state;
  if (status === 'stopped') return { key: 'end.stopped' };
  if (status === 'interrupted') return { key: 'end.interrupted' };
  if (status === 'failed') {
    const message = view.problem ?? error?.message;
    return message ? { key: 'end.failed.why', message } : { key: 'end.failed' };
  }
  if (finish === 'length') return { key: 'end.length' };
  if (finish === 'budget') return { key: 'end.budget' };
  if (finish === 'repetition') return { key: 'end.repetition' };
  return null;
}

interface Props {
  view: TurnView;
  status: TurnStatus;
  readOnly: boolean;
}

// Asks the same, with its pictures, of the same model. One that is not here (the turn was imported, or the
// model was removed) is not asked: the picked one answers.
export function useAskAgain(view: TurnView): () => void {
  const queries = useQueryClient();
  return () => {
    const { resource } = view;
    const { input, mode, parent } = resource;
    const model = resource.model || view.state.model;
    const here = queries.getQueryData(modelsQuery.queryKey)?.some(({ name }) => name === model) ?? true;
    void ask({
      input, mode, model: here ? model : undefined, agents: agentsOf(view), images: sentAgain(resource), parent,
      again: true,
    });
  };
}

export function TurnEnd({ view, status, readOnly }: Props) {
  const t = useT();
  const busy = useBusy();
  const askAgain = useAskAgain(view);
  const reason = reasonOf(status, view);
  if (!reason) return null;
  const goOn = () => void ask({ input: t('continue.prompt'), mode: view.resource.mode, again: true });
  return (
    <div className="end">
      <p className="note">
        <Icon name="warn" />
        <span>{t(reason.key, { message: reason.message ?? '' })}</span>
      </p>
      {status !== 'finished' && !readOnly && (
        <button type="button" className="button small" disabled={busy} onClick={askAgain}>
          <Icon name="retry" />{t('try.again')}
        </button>
      )}
      {view.state.finish === 'length' && !readOnly && (
        <button type="button" className="button small" disabled={busy} onClick={goOn}>
          <Icon name="now" />{t('continue')}
        </button>
      )}
    </div>
  );
}
