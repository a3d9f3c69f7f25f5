import './styles/base.css';
import { useSignal } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { Cards } from './handshake/Cards';
import { CodePage } from './handshake/CodePage';
import { startInbox } from './handshake/inbox';
import { HomePage } from './home/HomePage';
import { ErrorPage } from './pages/ErrorPage';
import { route, startRouter } from './router';
import { text } from './text';
import { clearToasts } from './toasts';
import { Toasts } from './ui/Toasts';

type SessionPage = ComponentType<{ id: string }>;

const historyPage = async () => (await import('./history/HistoryPage')).HistoryPage;

const videosPage = async () => (await import('./videos/VideosPage')).VideosPage;

const accountPages = () => import('./account/AccountPages');

const pages: Record<
  'watch' | 'replay' | 'series' | 'account' | 'sign-in' | 'openid' | 'admin' | 'experiments',
  () => Promise<SessionPage>
> = {
  experiments: async () => (await import('./admin/ExperimentsPage')).ExperimentsPage,
  admin: async () => (await import('./admin/AdminPage')).AdminPage,
  account: async () => (await accountPages()).AccountPage,
  'sign-in': async () => (await accountPages()).SignInPage,
  openid: async () => (await accountPages()).OpenIdPage,
  watch: async () => (await import('./watch/WatchPage')).WatchPage,
  replay: async () => (await import('./replay/ReplayPage')).ReplayPage,
  series: async () => (await import('./series/SeriesPage')).SeriesPage,
};

function App() {
  return (
    <>
      <Page />
      <Cards />
      <Toasts />
    </>
  );
}

function Page() {
  const to = route.value;
  useEffect(clearToasts, [to]);
  switch (to.page) {
    case 'home':
      return <HomePage />;
    case 'with':
      return <HomePage key={to.id} withCode={to.id} />;
    case 'code':
      return <CodePage key={to.id} code={to.id} />;
    case 'history':
      return <Loaded key="history" load={historyPage} id="" />;
    case 'videos':
      return <Loaded key="videos" load={videosPage} id={to.search} />;
    case 'account':
    case 'sign-in':
    case 'openid':
    case 'admin':
    case 'experiments':
      return <Loaded key={to.page} load={pages[to.page]} id="" />;
    case 'watch':
    case 'replay':
    case 'series':
      return <Loaded key={`${to.page} ${to.id}`} load={pages[to.page]} id={to.id} />;
    case 'unknown':
      return <ErrorPage trouble={{ kind: 'no-page' }} />;
  }
}

/** A page whose code is fetched when it is first shown. */
function Loaded({ load, id }: { load: () => Promise<SessionPage>; id: string }) {
  const page = useSignal<{ component: SessionPage } | 'failed' | null>(null);
  const fetchPage = () => {
    load().then(
      (component) => {
        page.value = { component };
      },
      () => {
        page.value = 'failed';
      },
    );
  };
  useEffect(fetchPage, []);
  if (page.value === 'failed') {
    return <ErrorPage trouble={{ kind: 'unreachable' }} retry={reloadOnceReachable} />;
  }
  if (page.value === null) {
    return (
      <p class="loading" role="status">
        {text.loading}
      </p>
    );
  }
  const { component: Component } = page.value;
  return <Component id={id} />;
}

/** Reloading while the server is away would leave an error page of the browser or a proxy, which does not come back. */
async function reloadOnceReachable(): Promise<void> {
  const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
  if (answer?.ok) location.reload();
}

startRouter();
startInbox();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
