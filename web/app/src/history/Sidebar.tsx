// The list of conversations beside the chat: search, groups, and the way to everything else.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { AlertDialog } from 'radix-ui';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useArchive, useFeature } from '../api/features';
import type { ConversationResource } from '../api/types';
import { useRoute } from '../app/route';
import { useUi } from '../app/ui';
import { onListChange } from '../chat/store';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import { useConversationActions } from './actions';
import { grouped } from './groups';
import { Found } from './Found';
import { useFocusReturn } from '../ui/focus';
import { Item, type ItemDialog } from './Item';
import { archivedQuery, conversationsQuery, foldersQuery } from './queries';

const ShareDialog = lazy(() => import('./ShareDialog'));
const FolderDialog = lazy(() => import('./FolderDialog'));

function Confirm({ item, onClose }: { item: ConversationResource; onClose(): void }) {
  const t = useT();
  const { remove } = useConversationActions();
  const giveBack = useFocusReturn();
  return (
    <AlertDialog.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="modal confirm" role="dialog" onCloseAutoFocus={giveBack}>
          <AlertDialog.Title>{t('delete.title')}</AlertDialog.Title>
          <AlertDialog.Description>
            {t('delete.text', { title: item.title || t('untitled') })}
          </AlertDialog.Description>
          <div className="row end">
            <AlertDialog.Cancel className="button">{t('keep')}</AlertDialog.Cancel>
            <AlertDialog.Action className="button danger" onClick={() => remove(item.id)}>
              {t('delete')}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function List({ search, onOpen }: { search: string; onOpen(): void }) {
  const t = useT();
  const route = useRoute();
  const { refresh } = useConversationActions();
  const [archived, setArchived] = useState(false);
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(archived ? archivedQuery : conversationsQuery);
  const [shown, setShown] = useState<{ dialog: ItemDialog; item: ConversationResource } | null>(null);
  const hasArchive = useArchive();
  const hasFolders = useFeature('folders');
  const { data: folders } = useQuery({ ...foldersQuery, enabled: hasFolders });
  const close = () => setShown(null);
  useEffect(() => onListChange(() => void refresh()), []);
  const wanted = search.trim().toLocaleLowerCase();
  const list = useMemo(() => (data?.pages.flat() ?? [])
    .filter((c) => !wanted || c.title.toLocaleLowerCase().includes(wanted)), [data, wanted]);
  const current = route.name === 'chat' ? route.conversation : null;
  return (
    <nav className="conversations" aria-label={t('conversations')}>
      {data && list.length === 0 && (
        <p className="sidebar-empty">
          {t(wanted ? 'search.none' : archived ? 'archive.none' : 'conversations.none')}
        </p>
      )}
      {grouped(list, Date.now(), folders).map((group) => (
        <section key={group.folder?.id ?? group.key}>
          <h2>{group.folder?.name ?? t(group.key)}</h2>
          <ul>
            {group.items.map((item) => (
              <Item key={item.id} item={item} current={item.id === current} onOpen={onOpen}
                onDialog={(dialog, of) => setShown({ dialog, item: of })} />
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage && (
        <button type="button" className="button small quiet" onClick={() => void fetchNextPage()}>
          {t('more')}
        </button>
      )}
      <Found words={search.trim()} onOpen={onOpen} />
      {hasArchive && (
        <button type="button" className="button small quiet archived" aria-pressed={archived}
          onClick={() => setArchived(!archived)}>
          <Icon name={archived ? 'right' : 'archive'} />{t(archived ? 'archive.leave' : 'archived')}
        </button>
      )}
      {shown?.dialog === 'delete' && <Confirm item={shown.item} onClose={close} />}
      <Suspense fallback={null}>
        {shown?.dialog === 'share' && <ShareDialog item={shown.item} onClose={close} />}
        {shown?.dialog === 'folder' && <FolderDialog item={shown.item} onClose={close} />}
      </Suspense>
    </nav>
  );
}

export function Sidebar({ onOpen, onNew }: { onOpen(): void; onNew(): void }) {
  const t = useT();
  const route = useRoute();
  const [search, setSearch] = useState('');
  const deferred = useDeferredValue(search);
  const show = useUi((s) => s.show);
  return (
    <aside className="sidebar" id="sidebar" aria-label={t('conversations')}>
      <div className="brand"><span className="logo" aria-hidden="true" />Ponder</div>
      <button type="button" className="button new-chat" onClick={onNew}>
        <Icon name="plus" />{t('new')}
      </button>
      <label className="search">
        <Icon name="search" />
        <input type="search" value={search} aria-label={t('search')} placeholder={t('search')}
          onChange={(e) => setSearch(e.target.value)} />
      </label>
      <List search={deferred} onOpen={onOpen} />
      <div className="sidebar-foot">
        <a className="button quiet" href="#/gallery" onClick={onOpen}
          aria-current={route.name === 'gallery' ? 'page' : undefined}>
          <Icon name="grid" />{t('gallery')}
        </a>
        <button type="button" className="icon-button" aria-label={t('keys')} title={t('keys')}
          onClick={() => show('keys')}><Icon name="keyboard" /></button>
        <button type="button" className="icon-button" aria-label={t('settings')} title={t('settings')}
          onClick={() => show('settings')}><Icon name="sliders" /></button>
      </div>
    </aside>
  );
}
