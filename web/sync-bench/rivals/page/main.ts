/**
 * The bench's own watch page: it joins through the client library and plays by a rival's rules. It has the controls
 * that the rig's people look for, and nothing else. `?rival=NAME&relay=ORIGIN` says which rules.
 */
import { LiveSession, ProblemError, Reporter, Rest } from '../../../src/client';
import { JellyfinClock } from '../jellyfin-clock';
import { isRivalName, RIVALS } from '../names';
import type { Whereabouts } from '../relay';
import { Deck } from './deck';

const query = new URLSearchParams(location.search);
const id = location.pathname.split('/').at(-1) ?? '';
const rest = new Rest();

function by<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (found === null) throw new Error(`there is no ${selector}`);
  return found;
}

async function token(name: string): Promise<string> {
  const kept = localStorage.getItem('token') ?? (await rest.createUser(name)).token;
  localStorage.setItem('token', kept);
  return kept;
}

async function enter(name: string): Promise<void> {
  const join = async () => rest.join(id, await token(name), { name });
  const session = await LiveSession.enter({ rest, id, join });
  sessionStorage.setItem('name', name);
  const video = document.createElement('video');
  by('#screen').append(video);
  video.preload = 'auto';
  video.src = session.view.session.video.url;
  const wanted = query.get('rival') ?? '';
  if (!isRivalName(wanted)) throw new Error(`there is no rival ${wanted}`);
  const rival = RIVALS[wanted]();
  const relay = query.get('relay') ?? '';
  const { clock, looks, starts } = rival.rules;
  const now = clock === 'jellyfin' ? theirClock(relay) : () => session.serverNow();
  const deck = new Deck(video, session, rival, now);
  control(session, video);
  if (looks === 'relay') void talk(relay, session.view.me.id, video, deck);
  if (starts === 'scheduled') report(session, video);
}

/** The server schedules starts by the round trips that it is told, as those of their servers do. */
function report(session: LiveSession, video: HTMLVideoElement): void {
  const status = () => {
    const moves = !video.paused && !video.seeking && video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    return moves ? 'playing' : video.paused ? 'paused' : 'buffering';
  };
  const reporter = new Reporter({
    read: () => ({ position: video.currentTime, status: status() }),
    send: (told) => session.clock() !== null && session.report(told),
  });
  reporter.start();
  for (const change of ['playing', 'pause', 'seeked', 'waiting'])
    video.addEventListener(change, () => reporter.changed(status()));
}

function theirClock(relay: string): () => number | null {
  const clock = new JellyfinClock();
  const ask = async () => {
    const t1 = Date.now();
    const told = Number(await (await fetch(`${relay}/time`, { method: 'POST' })).text());
    clock.add({ t1, t2: told, t3: told, t4: Date.now() });
    setTimeout(() => void ask(), clock.nextInMs);
  };
  void ask();
  return () => (clock.offsetMs === null ? null : Date.now() + clock.offsetMs);
}

function control(session: LiveSession, video: HTMLVideoElement): void {
  const play = document.createElement('button');
  play.dataset.testid = 'play';
  play.textContent = 'Play or pause';
  document.body.append(play);
  const status = () => session.view.timeline.status;
  const show = () => {
    play.dataset.status = status();
  };
  show();
  session.subscribe({ view: show });
  play.onclick = () => void session.ask({ type: status() === 'playing' ? 'pause' : 'play' });
  const seek = (position: number) => void session.ask({ type: 'seek', position });
  const bar = by<HTMLElement>('[data-testid=seek]');
  bar.onclick = ({ offsetX }) => seek((video.duration * offsetX) / bar.clientWidth);
  addEventListener('keydown', ({ key }) => key === 'Home' && seek(0));
}

/** Once a second, as the answers come on a beat. */
async function talk(relay: string, who: string, video: HTMLVideoElement, deck: Deck): Promise<void> {
  for (;;) {
    const { currentTime: position, paused, seeking } = video;
    const oldMs = query.get('rival') === 'syncplay' ? deck.oneWayMs : 0;
    const told: Whereabouts = { room: id, who, rev: deck.rev, position, moving: !paused && !seeking, oldMs };
    try {
      const answer = await fetch(relay, { method: 'POST', body: JSON.stringify(told) });
      deck.hear((await answer.json()) as number[], told.rev);
    } catch {
      await new Promise((done) => setTimeout(done, 1_000));
    }
  }
}

by<HTMLButtonElement>('[data-testid=join]').onclick = () =>
  enter(by<HTMLInputElement>('[data-testid=name-input]').value).catch(complain);

function complain(error: unknown): void {
  console.error(error instanceof ProblemError ? error.message : error);
}

const before = sessionStorage.getItem('name');
if (before !== null) void enter(before).catch(complain);
