import '../styles/home.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ListedState, Service } from '../../client';
import { HomeWays } from '../handshake/HomeWays';
import { SeriesList } from '../series/SeriesList';
import { text } from '../text';
import { Eventually } from '../ui/Eventually';
import { Header } from '../ui/Header';
import { Continue } from './Continue';
import { SessionList } from './SessionList';
import { StartForm } from './StartForm';

const bringSession = async () => (await import('./BringSession')).BringSession;
const forYou = async () => (await import('../recommendations/ForYou')).ForYou;

export function HomePage({ withCode }: { withCode?: string }) {
  const search = useSignal('');
  const away = useSignal<Readonly<Record<ListedState, Service | null>>>({
    planned: null,
    live: null,
    ended: null,
  });
  const onAway = (state: ListedState) => (service: Service | null) => {
    away.value = { ...away.value, [state]: service };
  };
  useEffect(() => {
    document.title = `${text.app}: ${text.tagline}`;
  }, []);
  // One part that is away is told once, whichever lists miss it.
  const missing = new Set(Object.values(away.value).filter((service) => service !== null));
  return (
    <div class="page">
      <Header />
      <main class="home">
        <h1>{text.tagline}</h1>
        <StartForm withCode={withCode} />
        <HomeWays />
        <div class="home-notices" role="status">
          {[...missing].map((service) => (
            <p key={service} class="banner" data-testid={`away-${service}`}>
              {text.away.notice(service)}
            </p>
          ))}
        </div>
        <Continue />
        <Eventually load={forYou} props={{}} />
        <label class="field search">
          <span>{text.sessions.search}</span>
          <input
            type="search"
            maxLength={100}
            placeholder={text.sessions.searchHint}
            data-testid="search"
            value={search}
            onInput={(event) => {
              search.value = event.currentTarget.value;
            }}
          />
        </label>
        <SessionList
          state="live"
          search={search.value}
          heading={text.sessions.live}
          empty={text.sessions.noLive}
          onAway={onAway('live')}
        />
        <SeriesList />
        <SessionList
          state="planned"
          search={search.value}
          heading={text.sessions.planned}
          onAway={onAway('planned')}
        />
        <SessionList
          state="ended"
          search={search.value}
          heading={text.sessions.ended}
          empty={text.sessions.noEnded}
          onAway={onAway('ended')}
        />
        <Eventually load={bringSession} props={{}} />
      </main>
    </div>
  );
}
