// One conversation in the list: its title, and what can be done with it.
import { useState } from 'react';
import { useFeature } from '../api/features';
import type { ConversationResource } from '../api/types';
import { hrefOf } from '../app/route';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';
import { Menu, type Item as MenuItem } from '../ui/Menu';
import { useConversationActions } from './actions';

export type ItemDialog = 'delete' | 'share' | 'folder';

interface Props {
  item: ConversationResource;
  current: boolean;
  onOpen(): void;
  onDialog(dialog: ItemDialog, item: ConversationResource): void;
}

function Rename({ item, onClose }: { item: ConversationResource; onClose(): void }) {
  const t = useT();
  const { change } = useConversationActions();
  const [title, setTitle] = useState(item.title);
  const save = () => {
    onClose();
    if (title.trim() && title !== item.title) change(item.id, { title: title.trim() });
  };
  return (
    <input className="rename" aria-label={t('title')} value={title} autoFocus maxLength={200}
      onFocus={(e) => e.target.select()} onChange={(e) => setTitle(e.target.value)} onBlur={save}
      onKeyDown={(e) => {
        if (e.key === 'Enter') save();
        if (e.key === 'Escape') {
          e.stopPropagation();
          onClose();
        }
      }} />
  );
}

export function Item({ item, current, onOpen, onDialog }: Props) {
  const t = useT();
  const { change, download } = useConversationActions();
  const [renaming, setRenaming] = useState(false);
  const folders = useFeature('folders');
  const sharing = useFeature('share');
  const items: (MenuItem | null)[] = [
    { label: t('rename'), icon: 'edit', act: () => setTimeout(() => setRenaming(true)) },
  ];
  if (item.pinned !== undefined) {
    items.push({ label: t(item.pinned ? 'unpin' : 'pin'), icon: 'pin', act: () => change(item.id, { pinned: !item.pinned }) });
  }
  if (item.archived !== undefined) {
    items.push({ label: t(item.archived ? 'unarchive' : 'archive'), icon: 'archive', act: () => change(item.id, { archived: !item.archived }) });
  }
  if (folders) items.push({ label: t('folder.move'), icon: 'folder', act: () => onDialog('folder', item) });
  if (sharing) items.push({ label: t('share'), icon: 'share', act: () => onDialog('share', item) });
  items.push({ label: t('export'), icon: 'download', act: () => download(item) }, null,
    { label: t('delete'), icon: 'trash', danger: true, act: () => onDialog('delete', item) });
  const title = item.title || t('untitled');
  return (
    <li className={`conversation ${current ? 'current' : ''}`}>
      {renaming ? <Rename item={item} onClose={() => setRenaming(false)} /> : (
        <>
          <a href={hrefOf(item.id)} aria-current={current ? 'page' : undefined} onClick={onOpen}
            onDoubleClick={() => setRenaming(true)}>
            {item.pinned && <Icon name="pin" />}
            <span dir="auto">{title}</span>
          </a>
          <Menu items={items} trigger={(
            <button type="button" className="icon-button" aria-label={t('more.for', { title })}>
              <Icon name="more" />
            </button>
          )} />
        </>
      )}
    </li>
  );
}
