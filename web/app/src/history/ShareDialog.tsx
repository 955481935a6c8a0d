// A conversation as a read-only page: its link, and how to take it back.
import { useMutation } from '@tanstack/react-query';
import * as api from '../api/client';
import type { ConversationResource } from '../api/types';
import { useT } from '../i18n/language';
import { CopyButton } from '../ui/CopyButton';
import { Modal } from '../ui/Modal';
import { useConversationActions } from './actions';
import { shareLink } from './share';

export default function ShareDialog({ item, onClose }: { item: ConversationResource; onClose(): void }) {
  const t = useT();
  const { refresh } = useConversationActions();
  const make = useMutation({ mutationFn: () => api.share(item.id), onSuccess: () => void refresh() });
  const end = useMutation({
    mutationFn: () => api.unshare(item.id),
    onSuccess: () => {
      void refresh();
      onClose();
    },
  });
  const share = make.data ?? item.share;
  const error = make.error ?? end.error;
  return (
    <Modal open onClose={onClose} title={t('share')}>
      <div className="modal-body">
        <p>{t('share.text')}</p>
        {error && <p className="composer-error" role="alert">{error.message}</p>}
        {share ? (
          <>
            <input className="field" readOnly value={shareLink(share)} aria-label={t('share.link')}
              onFocus={(e) => e.target.select()} />
            <div className="row end">
              <button type="button" className="button danger" onClick={() => end.mutate()}>{t('share.end')}</button>
              <CopyButton text={() => shareLink(share)} className="button primary" />
            </div>
          </>
        ) : (
          <div className="row end">
            <button type="button" className="button primary" disabled={make.isPending}
              onClick={() => make.mutate()}>{t('share.make')}</button>
          </div>
        )}
      </div>
    </Modal>
  );
}
