// The canvas beside the chat: a page as preview or code, its versions, and what can be done with it.
import { useEffect, useMemo, useRef, useState } from 'react';
import { ask, useBusy, useChat } from '../chat/store';
import { saveFile } from '../history/download';
import { useT } from '../i18n/language';
import { useUi, type OpenPage } from '../app/ui';
import { CodeBlock } from '../markdown/CodeBlock';
import { settings } from '../settings/settings';
import { answerText } from '../turn/reduce';
import { Icon } from '../ui/Icon';
import { Frame } from './Frame';
import { versionsOf, type Version } from './pages';
import { mayRepairItself, repair, type PageError } from './repair';
import './canvas.css';

function useVersions(): Version[] {
  const turns = useChat((s) => s.turns);
  // A turn that ends changes `turns`, so its page is counted then.
  return useMemo(() => versionsOf(turns.filter((turn) => !turn.running)
    .map((turn) => ({ turn: turn.id, answer: answerText(turn.view.state) }))), [turns]);
}

// Goes on to a version that was made while the newest one was shown; a page of the gallery has none.
function useNewest(page: OpenPage, versions: Version[]): void {
  const count = useRef(versions.length);
  useEffect(() => {
    const before = count.current;
    count.current = versions.length;
    const newest = versions.at(-1);
    if (page.turn !== null && versions.length > before && newest && newest.code !== page.code) useUi.setState({ canvas: newest });
  }, [versions, page.code, page.turn]);
}

interface FaultProps {
  page: OpenPage;
  error: PageError;
  busy: boolean;
  own: boolean; // Its turn is in the open conversation.
}

function Fault({ page, error, busy, own }: FaultProps) {
  const t = useT();
  const turns = useChat((s) => s.turns);
  useEffect(() => {
    const made = turns.find((turn) => turn.id === page.turn);
    if (!page.turn || !made?.fresh || busy || !settings().autoRepair) return;
    if (mayRepairItself(page.turn)) void repair(page.turn, error, t);
  }, [page.turn, turns, busy, error, t]);
  return (
    <div className="canvas-fault" role="alert">
      <Icon name="warn" />
      <span>{error.line > 0 ? t('canvas.fault.line', { message: error.message, line: error.line })
        : t('canvas.fault', { message: error.message })}</span>
      {own && (
        <button type="button" className="button small" disabled={busy}
          onClick={() => void repair(page.turn, error, t)}><Icon name="wrench" />{t('canvas.repair')}</button>
      )}
    </div>
  );
}

function Change({ busy }: { busy: boolean }) {
  const t = useT();
  const [text, setText] = useState('');
  const send = async () => {
    if (!text.trim() || busy) return;
    if (await ask({ input: t('canvas.change.prompt', { change: text.trim() }), again: true }) !== null) setText('');
  };
  return (
    <form className="canvas-change" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <input value={text} dir="auto" aria-label={t('canvas.change')} placeholder={t('canvas.change')}
        onChange={(e) => setText(e.target.value)} />
      <button type="submit" className="send" aria-label={t('canvas.change.send')} disabled={busy || !text.trim()}>
        <Icon name="up" />
      </button>
    </form>
  );
}

function Versions({ page, versions }: { page: OpenPage; versions: Version[] }) {
  const t = useT();
  if (versions.length < 2 || page.turn === null) return null;
  const at = versions.findIndex((v) => v.code === page.code);
  const move = (by: number) => {
    const next = versions[at + by];
    if (next) useUi.setState({ canvas: next });
  };
  return (
    <span className="siblings">
      <button type="button" className="icon-button" aria-label={t('version.before')} disabled={at <= 0}
        onClick={() => move(-1)}><Icon name="right" /></button>
      <span>{t('version.of', { n: Math.max(at, 0) + 1, all: versions.length })}</span>
      <button type="button" className="icon-button" aria-label={t('version.after')}
        disabled={at === versions.length - 1} onClick={() => move(1)}><Icon name="right" /></button>
    </span>
  );
}

export default function Canvas() {
  const page = useUi((s) => s.canvas);
  return page && <Open page={page} />;
}

function Open({ page }: { page: OpenPage }) {
  const t = useT();
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState<'preview' | 'code'>('preview');
  const [round, setRound] = useState(0);
  const [error, setError] = useState<PageError | null>(null);
  const busy = useBusy();
  const own = useChat((s) => s.turns.some((turn) => turn.id === page.turn));
  const versions = useVersions();
  useNewest(page, versions);
  useEffect(() => setError(null), [page.code, round]);
  const close = () => useUi.setState({ canvas: null });
  const title = page.title || t('canvas.page');
  const tab = (name: 'preview' | 'code') => (
    <button type="button" role="tab" aria-selected={view === name} onClick={() => setView(name)}>
      {t(name === 'code' ? 'code' : 'canvas.preview')}
    </button>
  );
  const tool = (icon: Parameters<typeof Icon>[0]['name'], label: string, act: () => void) => (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={act}>
      <Icon name={icon} />
    </button>
  );
  return (
    <section className="canvas" ref={box} aria-label={t('canvas')}
      onKeyDown={(e) => { if (e.key === 'Escape' && !busy) { e.preventDefault(); close(); } }}>
      <header className="canvas-head">
        <h2 dir="auto">{title}</h2>
        {tool('close', t('close'), close)}
      </header>
      <div className="canvas-tools">
        <div role="tablist" className="tabs">{tab('preview')}{tab('code')}</div>
        <Versions page={page} versions={versions} />
        <span className="grow" />
        {tool('retry', t('canvas.again'), () => setRound(round + 1))}
        {tool('download', t('download'), () => saveFile(`${title}.html`, 'text/html', page.code))}
        {tool('expand', t('canvas.full'), () => void box.current?.requestFullscreen?.())}
      </div>
      {error && <Fault page={page} error={error} busy={busy} own={own} />}
      <div className="canvas-body">
        {view === 'code' ? <CodeBlock code={page.code} language="html" />
          : <Frame key={`${round}${page.code}`} code={page.code} title={title}
              onError={(e) => setError((first) => first ?? e)} />}
      </div>
      {own && <Change busy={busy} />}
    </section>
  );
}
