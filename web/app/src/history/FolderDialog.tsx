// Which folder a conversation lies in; folders are made and removed here too.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as api from '../api/client';
import type { ConversationResource } from '../api/types';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import { Modal } from '../ui/Modal';
import { useConversationActions } from './actions';
import { foldersQuery } from './queries';

export default function FolderDialog({ item, onClose }: { item: ConversationResource; onClose(): void }) {
  const t = useT();
  const queries = useQueryClient();
  const { change, refresh } = useConversationActions();
  const { data: folders } = useQuery(foldersQuery);
  const [name, setName] = useState('');
  const again = () => {
    void queries.invalidateQueries({ queryKey: ['folders'] });
    void refresh();
  };
  const put = (folder: string | null) => {
    change(item.id, { folder });
    onClose();
  };
  const make = useMutation({ mutationFn: () => api.makeFolder(name.trim()), onSuccess: (folder) => {
    again();
    put(folder.id);
  } });
  const remove = useMutation({ mutationFn: (folder: string) => api.deleteFolder(folder), onSuccess: again });
  const error = make.error ?? remove.error;
  return (
    <Modal open onClose={onClose} title={t('folder.move')}>
      <div className="modal-body">
        {error && <p className="composer-error" role="alert">{error.message}</p>}
        <ul className="folders">
          <li><button type="button" className="menu-item" onClick={() => put(null)}>{t('folder.none')}</button></li>
          {folders?.map((folder) => (
            <li key={folder.id}>
              <button type="button" className="menu-item" aria-pressed={folder.id === item.folder}
                onClick={() => put(folder.id)}><Icon name="folder" /><bdi>{folder.name}</bdi></button>
              <button type="button" className="icon-button" onClick={() => remove.mutate(folder.id)}
                aria-label={t('folder.delete', { name: folder.name })}><Icon name="trash" /></button>
            </li>
          ))}
        </ul>
        <form className="row" onSubmit={(e) => { e.preventDefault(); if (name.trim()) make.mutate(); }}>
          <input className="field" value={name} maxLength={80} dir="auto" aria-label={t('folder.new')}
            placeholder={t('folder.new')} onChange={(e) => setName(e.target.value)} />
          <button type="submit" className="button primary" disabled={!name.trim()}>{t('folder.make')}</button>
        </form>
      </div>
    </Modal>
  );
}
