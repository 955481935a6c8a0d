// The whole app: the list beside what is open, and the dialogs over both.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { watchChanges } from '../api/changes';
import { useFeature } from '../api/features';
import { onOtherTabs } from '../chat/tabs';
import { heardOf, open, refresh, runningTurn, useChat } from '../chat/store';
import { Thread } from '../chat/Thread';
import { Composer } from '../composer/Composer';
import { Sidebar } from '../history/Sidebar';
import { SafetyBar } from '../repair/SafetyBar';
import { useT, type Key } from '../i18n/language';
import { changeSettings, useSettings } from '../settings/settings';
import type { TurnStatus } from '../turn/votes';
import { Icon } from '../ui/Icon';
import { Banner } from './Banner';
import { newChat } from './keys';
import { useRoute } from './route';
import { onReturn } from './server';
import { useUi } from './ui';

const Gallery = lazy(() => import('../gallery/Gallery'));
const Repair = lazy(() => import('../repair/RepairStart'));
const loadPalette = () => import('../palette/Palette');
const Palette = lazy(loadPalette);
const Settings = lazy(() => import('../settings/SettingsDialog'));
const Keys = lazy(() => import('../palette/KeysDialog'));
const Canvas = lazy(() => import('../canvas/Canvas'));

const PALETTE_MS = 1500; // After what a first load needs.
const narrow = matchMedia('(max-width: 760px)');

const SAID: Record<Exclude<TurnStatus, 'running'>, Key> = {
  finished: 'said.finished', stopped: 'said.stopped', failed: 'said.failed',
  interrupted: 'said.interrupted',
};

// What a screen reader hears when an answer is over.
function Announcer() {
  const t = useT();
  const turns = useChat((s) => s.turns);
  const running = runningTurn(turns);
  const last = useRef<string | null>(null);
  const [said, setSaid] = useState<Key | null>(null);
  useEffect(() => {
    if (running) {
      last.current = running.id;
      setSaid(null);
      return;
    }
    const ended = turns.find((turn) => turn.id === last.current);
    if (ended && ended.status !== 'running') setSaid(SAID[ended.status]);
    last.current = null;
  }, [turns, running]);
  return <p className="sr-only" role="status">{said && t(said)}</p>;
}

// Keeps what is shown up to date with the address, other tabs and a server that was away.
function useUpToDate(): void {
  const route = useRoute();
  const queries = useQueryClient();
  const wanted = route.name === 'chat' ? route.conversation : undefined;
  useEffect(() => {
    if (wanted !== undefined && wanted !== useChat.getState().conversation) void open(wanted);
  }, [wanted]);
  useEffect(() => {
    const again = () => {
      void queries.invalidateQueries();
      void refresh();
    };
    const seen = () => { if (!document.hidden) again(); };
    document.addEventListener('visibilitychange', seen);
    const leave = [onReturn(again), onOtherTabs((conversation) => {
      void queries.invalidateQueries({ queryKey: ['conversations'] });
      if (conversation === useChat.getState().conversation) void refresh();
    })];
    return () => {
      document.removeEventListener('visibilitychange', seen);
      leave.forEach((stop) => stop());
    };
  }, [queries]);
}

// What other devices and tabs change, in the moment.
function useChanges(): void {
  const queries = useQueryClient();
  const able = useFeature('changes');
  useEffect(() => {
    if (!able) return undefined;
    return watchChanges((conversation) => {
      void queries.invalidateQueries({ queryKey: ['conversations'] });
      if (conversation === null) void queries.invalidateQueries({ queryKey: ['folders'] });
      heardOf(conversation);
    });
  }, [able, queries]);
}

function Top({ open: shown, onToggle }: { open: boolean; onToggle(): void }) {
  const t = useT();
  const route = useRoute();
  const { title, conversation } = useChat();
  const words = route.name !== 'chat' ? t(route.name)
    : conversation === null ? t('new') : title || t('untitled');
  useEffect(() => { document.title = words === t('new') ? 'Ponder' : `${words} \u00b7 Ponder`; });
  return (
    <header className="top">
      <button type="button" className="icon-button" aria-controls="sidebar" aria-expanded={shown}
        aria-label={t(shown ? 'list.hide' : 'list.show')} onClick={onToggle}><Icon name="menu" /></button>
      <h1 dir="auto">{words}</h1>
      <button type="button" className="icon-button" aria-label={t('palette')} title={`${t('palette')} (Ctrl K)`}
        onClick={() => useUi.getState().show('palette')}><Icon name="search" /></button>
      <button type="button" className="icon-button" aria-label={t('new')} title={`${t('new')} (Alt N)`}
        onClick={newChat}><Icon name="plus" /></button>
    </header>
  );
}

function Dialogs() {
  const { dialog, show } = useUi();
  const close = () => show(null);
  return (
    <Suspense fallback={null}>
      {dialog === 'palette' && <Palette onClose={close} />}
      {dialog === 'settings' && <Settings onClose={close} />}
      {dialog === 'keys' && <Keys onClose={close} />}
    </Suspense>
  );
}

// What is typed right after its keys must land in it.
function usePaletteSoon(): void {
  useEffect(() => {
    const timer = setTimeout(() => { loadPalette().catch(() => {}); }, PALETTE_MS); // Offline: later.
    return () => clearTimeout(timer);
  }, []);
}

export function App() {
  usePaletteSoon();
  useUpToDate();
  useChanges();
  const route = useRoute();
  const sidebar = useSettings((s) => s.sidebar);
  const drawer = useUi((s) => s.drawer);
  const canvas = useUi((s) => s.canvas);
  const [small, setSmall] = useState(narrow.matches);
  useEffect(() => {
    const change = () => setSmall(narrow.matches);
    narrow.addEventListener('change', change);
    return () => narrow.removeEventListener('change', change);
  }, []);
  const shown = small ? drawer : sidebar;
  const toggle = () => {
    if (small) useUi.setState({ drawer: !drawer });
    else changeSettings({ sidebar: !sidebar });
  };
  const closeDrawer = () => useUi.setState({ drawer: false });
  return (
    <div className={`app ${shown ? 'with-sidebar' : ''} ${canvas ? 'with-canvas' : ''}`}>
      <div className="sidebar-place" inert={!shown}><Sidebar onOpen={closeDrawer} onNew={newChat} /></div>
      <div className="backdrop" onClick={closeDrawer} />
      <main>
        <Top open={shown} onToggle={toggle} />
        <Banner />
        <Suspense fallback={null}>
          {route.name === 'gallery' && <Gallery />}
          {route.name === 'repair' && <Repair />}
        </Suspense>
        {route.name === 'chat' && <><SafetyBar /><Thread /><Composer /></>}
      </main>
      {canvas && <Suspense fallback={null}><Canvas /></Suspense>}
      <Announcer />
      <Dialogs />
    </div>
  );
}
