// One conversation in the list: its title, and what can be done with it.
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
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

// `onClose` is told whether the focus stays with it: not where it has gone elsewhere already.
function Rename({ item, onClose }: { item: ConversationResource; onClose(focus: boolean): void }) {
  const t = useT();
  const { change } = useConversationActions();
  const [title, setTitle] = useState(item.title);
  const over = useRef(false); // What leaves the document loses the focus once more.
  const end = (save: boolean, focus: boolean) => {
    if (over.current) return;
    over.current = true;
    onClose(focus);
    if (save && title.trim() && title !== item.title) change(item.id, { title: title.trim() });
  };
  return (
    <input className="rename" aria-label={t('title')} value={title} autoFocus maxLength={200}
      onFocus={(e) => e.target.select()} onChange={(e) => setTitle(e.target.value)} onBlur={() => end(true, false)}
      onKeyDown={(e) => {
        if (e.key === 'Enter') end(true, true);
        if (e.key === 'Escape') {
          e.stopPropagation();
          end(false, true);
        }
      }} />
  );
}

export function Item({ item, current, onOpen, onDialog }: Props) {
  const t = useT();
  const { change, download } = useConversationActions();
  const [renaming, setRenaming] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const renamed = (focus: boolean) => {
    flushSync(() => setRenaming(false));
    if (focus) link.current?.focus();
  };
  const folders = useFeature('folders');
  const sharing = useFeature('share');
  const items: (MenuItem | null)[] = [
    { label: t('rename'), icon: 'edit', act: () => setRenaming(true) },
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
      {renaming ? <Rename item={item} onClose={renamed} /> : (
        <>
          <a ref={link} href={hrefOf(item.id)} aria-current={current ? 'page' : undefined} onClick={onOpen}
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
