import '../styles/home.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Service, State } from '../../client';
import { HomeWays } from '../handshake/HomeWays';
import { text } from '../text';
import { Header } from '../ui/Header';
import { SessionList } from './SessionList';
import { StartForm } from './StartForm';

export function HomePage({ withCode }: { withCode?: string }) {
  const away = useSignal<Readonly<Record<State, Service | null>>>({ live: null, ended: null });
  const onAway = (state: State) => (service: Service | null) => {
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
        <SessionList
          state="live"
          heading={text.sessions.live}
          empty={text.sessions.noLive}
          onAway={onAway('live')}
        />
        <SessionList
          state="ended"
          heading={text.sessions.ended}
          empty={text.sessions.noEnded}
          onAway={onAway('ended')}
        />
      </main>
    </div>
  );
}
