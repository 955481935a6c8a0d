// The keys and what they do.
import { COMMANDS } from '../app/keys';
import { useT } from '../i18n/language';
import { Modal } from '../ui/Modal';
import './palette.css';

export default function KeysDialog({ onClose }: { onClose(): void }) {
  const t = useT();
  const rows: [string, string][] = [
    ['Ctrl K', t('palette')], ['/', t('keys.write')], ['Enter', t('send')],
    ['Shift Enter', t('keys.line')],
    ...COMMANDS.flatMap((c): [string, string][] => (c.keys ? [[c.keys, t(c.label)]] : [])),
  ];
  return (
    <Modal open onClose={onClose} title={t('keys')} className="keys">
      <dl className="modal-body key-list">
        {rows.map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
