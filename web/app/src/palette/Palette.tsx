// Everything by typing: commands, conversations and models in one list.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { COMMANDS } from '../app/keys';
import { go, hrefOf } from '../app/route';
import { modelsQuery } from '../composer/models';
import { conversationsQuery } from '../history/queries';
import { useT } from '../i18n/language';
import { changeSettings } from '../settings/settings';
import { useFocusReturn } from '../ui/focus';
import { Icon } from '../ui/Icon';
import './palette.css';

export default function Palette({ onClose }: { onClose(): void }) {
  const t = useT();
  const { data: chats } = useInfiniteQuery(conversationsQuery);
  const { data: models } = useQuery(modelsQuery);
  const giveBack = useFocusReturn();
  const run = (act: () => void) => () => {
    onClose();
    setTimeout(act);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="modal palette" aria-describedby={undefined} onCloseAutoFocus={giveBack}>
          <Dialog.Title className="sr-only">{t('palette')}</Dialog.Title>
          <Command label={t('palette')} loop>
            <Command.Input placeholder={t('palette.placeholder')} aria-label={t('palette')} autoFocus />
            <Command.List>
              <Command.Empty>{t('palette.none')}</Command.Empty>
              <Command.Group heading={t('palette.commands')}>
                {COMMANDS.map((command) => (
                  <Command.Item key={command.id} value={`${t(command.label)} ${command.id}`}
                    onSelect={run(command.act)}>
                    <Icon name={command.icon} /><span>{t(command.label)}</span>
                    {command.keys && <kbd>{command.keys}</kbd>}
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading={t('models')}>
                {models?.map((model) => (
                  <Command.Item key={model.name} value={`${model.name} model`}
                    onSelect={run(() => changeSettings({ model: model.name }))}>
                    <span className="dot" data-state={model.state} /><span>{model.name}</span>
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading={t('conversations')}>
                {chats?.pages.flat().map((chat) => (
                  <Command.Item key={chat.id} value={`${chat.title} ${chat.id}`}
                    onSelect={run(() => go(hrefOf(chat.id)))}>
                    <Icon name="right" /><span dir="auto">{chat.title || t('untitled')}</span>
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
