// A page that a model wrote, in its answer: a card that opens it in the canvas, with its code below.
import { useEffect, useState } from 'react';
import { useUi } from '../app/ui';
import { useChat } from '../chat/store';
import { useT } from '../i18n/language';
import { CodeBlock } from '../markdown/CodeBlock';
import { Icon } from '../ui/Icon';
import { isWhole, titleOf } from './pages';
import './canvas.css';

interface Props {
  code: string;
  turn: string;
  writing: boolean;
}

const wide = matchMedia('(min-width: 1100px)');
const opened = new Set<string>(); // Pages that opened by themselves: once each.

export default function PageCard({ code, turn, writing }: Props) {
  const t = useT();
  const [shown, setShown] = useState(false);
  const title = titleOf(code) || t('canvas.page');
  const open = () => useUi.setState({ canvas: { title, turn, code } });
  const lines = code.split('\n').length;
  const finish = useChat((s) => s.turns.find((made) => made.id === turn)?.view.state.finish ?? null);
  const cut = finish === 'length' && !isWhole(code);
  const words = writing ? t('canvas.writing', { count: lines })
    : cut ? t('canvas.cut') : t('canvas.lines', { count: lines });
  useEffect(() => {
    if (writing || cut || opened.has(turn) || !wide.matches) return;
    const made = useChat.getState().turns.find((other) => other.id === turn);
    if (!made?.fresh) return;
    opened.add(turn);
    useUi.setState({ canvas: { title, turn, code } });
  }, [writing, cut, turn, title, code]);
  return (
    <div className="page-card" dir="auto">
      <div className="page-card-row">
        <span className="page-card-icon"><Icon name={writing ? 'edit' : 'play'} /></span>
        <div className="page-card-words">
          <b>{title}</b>
          <span>{words}</span>
        </div>
        <button type="button" className="button small quiet" aria-expanded={shown}
          onClick={() => setShown(!shown)}><Icon name="code" />{t('code')}</button>
        {!writing && (
          <button type="button" className="button small primary" onClick={open}>{t('canvas.open')}</button>
        )}
      </div>
      {shown && <CodeBlock code={code} language="html" writing={writing} />}
    </div>
  );
}
