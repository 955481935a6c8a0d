// A menu of actions behind a button. An action begins when the focus is back at the button: what it opens gives
// the focus back there.
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

export interface Item {
  label: string;
  icon?: IconName;
  danger?: boolean;
  act(): void;
}

interface Props {
  trigger: ReactNode;
  items: (Item | null)[]; // Null: a line.
  onOpenChange?(open: boolean): void;
}

export function Menu({ trigger, items, onOpenChange }: Props) {
  return (
    <DropdownMenu.Root modal={false} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          {items.map((item, i) => item === null
            ? <DropdownMenu.Separator className="menu-line" key={i} />
            : (
              <DropdownMenu.Item key={item.label} onSelect={() => setTimeout(item.act)}
                className={`menu-item ${item.danger ? 'danger' : ''}`}>
                {item.icon && <Icon name={item.icon} />}
                {item.label}
              </DropdownMenu.Item>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
