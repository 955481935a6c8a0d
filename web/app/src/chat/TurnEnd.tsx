// Why an answer that did not end by itself ended, and what can be done about it.
import { useT, type Key } from '../i18n/language';
import { agentsOf, type Turn, type TurnView } from '../turn/turn';
import type { TurnStatus } from '../turn/votes';
import { Icon } from '../ui/Icon';
import { sentAgain } from '../pictures/sent';
import { ask, runningTurn, useChat } from './store';

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
  return null;
}

interface Props {
  turn: Turn;
  view: TurnView;
  status: TurnStatus;
}

// With its pictures.
export function askAgain(view: TurnView): void {
  const { resource } = view;
  void ask({
    input: resource.input, mode: resource.mode, model: resource.model, agents: agentsOf(view),
    images: sentAgain(resource), parent: resource.parent, again: true,
  });
}

export function TurnEnd({ view, status }: Props) {
  const t = useT();
  const busy = useChat((s) => runningTurn(s.turns) !== null || s.pending !== null);
  const reason = reasonOf(status, view);
  if (!reason) return null;
  const goOn = () => void ask({ input: t('continue.prompt'), mode: view.resource.mode, again: true });
  return (
    <div className="end">
      <p className="note">
        <Icon name="warn" />
        <span>{t(reason.key, { message: reason.message ?? '' })}</span>
      </p>
      {status !== 'finished' && (
        <button type="button" className="button small" disabled={busy} onClick={() => askAgain(view)}>
          <Icon name="retry" />{t('try.again')}
        </button>
      )}
      {view.state.finish === 'length' && (
        <button type="button" className="button small" disabled={busy} onClick={goOn}>
          <Icon name="now" />{t('continue')}
        </button>
      )}
    </div>
  );
}
