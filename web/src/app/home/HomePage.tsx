import '../styles/home.css';
import { useEffect } from 'preact/hooks';
import { text } from '../text';
import { Header } from '../ui/Header';
import { SessionList } from './SessionList';
import { StartForm } from './StartForm';

export function HomePage() {
  useEffect(() => {
    document.title = `${text.app}: ${text.tagline}`;
  }, []);
  return (
    <div class="page">
      <Header />
      <main class="home">
        <h1>{text.tagline}</h1>
        <StartForm />
        <SessionList state="live" heading={text.sessions.live} empty={text.sessions.noLive} />
        <SessionList state="ended" heading={text.sessions.ended} empty={text.sessions.noEnded} />
      </main>
    </div>
  );
}
