// Starts the app: theme and language first, then what is seen.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/client';
import { App } from './app/App';
import { installKeys } from './app/keys';
import { startWatching } from './app/server';
import { shareOf } from './history/share';
import { setLanguage } from './i18n/language';
import { registerWorker } from './pwa/register';
import { settings, useSettings } from './settings/settings';
import { applyTheme } from './settings/theme';
import './ui/base.css';
import './ui/controls.css';
import './app/shell.css';
import './composer/composer.css';
import './chat/chat.css';
import './chat/hero.css';
import './pictures/asked.css';
import './markdown/markdown.css';
import './lanes/lanes.css';
import './lanes/lane.css';
import './history/history.css';
import './app/print.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      networkMode: 'always',
      retry: (failures, error) =>
        error instanceof ApiError && error.passing && !error.unreached && failures < 3,
    },
  },
});

applyTheme(settings().theme);
useSettings.subscribe((now, before) => {
  if (now.theme !== before.theme) applyTheme(now.theme);
  if (now.language !== before.language) void setLanguage(now.language);
});
startWatching();
registerWorker();

const Shared = lazy(() => import('./history/Shared'));
const share = shareOf(location.pathname);
if (share === null) installKeys();

const root = createRoot(document.getElementById('app') as HTMLElement);
const draw = () => root.render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      {share === null ? <App /> : <Suspense fallback={null}><Shared share={share} /></Suspense>}
    </QueryClientProvider>
  </StrictMode>);
if (settings().language === 'en') draw();
else setLanguage(settings().language).then(draw, draw);
