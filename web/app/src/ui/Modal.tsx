// A dialog over the page: keeps the focus, closes on Esc and on a click beside it.
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useT } from '../i18n/language';
import { useFocusReturn } from './focus';
import { Icon } from './Icon';

interface Props {
  open: boolean;
  onClose(): void;
  title: ReactNode;
  facts?: ReactNode; // Under the title.
  aside?: ReactNode; // Beside the title.
  hue?: number;
  className?: string;
  children: ReactNode;
}

export function Modal({ open, onClose, title, facts, aside, hue, className, children }: Props) {
  const t = useT();
  const giveBack = useFocusReturn();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => { if (!next) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className={`modal ${className ?? ''}`} data-hue={hue}
          aria-describedby={undefined} onCloseAutoFocus={giveBack}>
          <div className="modal-head">
            <div>
              <Dialog.Title>{title}</Dialog.Title>
              {facts && <p className="modal-facts">{facts}</p>}
            </div>
            {aside}
            <Dialog.Close className="icon-button" aria-label={t('close')}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
