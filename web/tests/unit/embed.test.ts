/** A site's player, as the engine sees it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EmbedPlayer, type Remote, type Told } from '../../src/client/players/embed';

/** What a site's player was asked for, and what it tells. */
class Fake implements Remote {
  readonly asked: string[] = [];
  at = 0;
  position = () => this.at;
  play = () => this.note('play');
  pause = () => this.note('pause');
  seek = (to: number) => this.note(`seek ${to}`);
  setRate = (rate: number) => this.note(`rate ${rate}`);
  setMuted = (muted: boolean) => this.note(`muted ${muted}`);
  setVolume = (volume: number) => this.note(`volume ${volume}`);
  close = () => this.note('close');

  private note(what: string): void {
    this.asked.push(what);
  }
}

function place() {
  const classes = new Set<string>();
  const classList = {
    contains: (name: string) => classes.has(name),
    remove: (name: string) => classes.delete(name),
    toggle: (name: string, on: boolean) => (on ? classes.add(name) : classes.delete(name)),
  };
  return { classList, replaceChildren: () => {} } as unknown as HTMLElement;
}

async function opened() {
  const remote = new Fake();
  let told: Told | null = null;
  const player = new EmbedPlayer(place(), async (_place, _url, tell) => {
    told = tell;
    return remote;
  });
  const events: string[] = [];
  player.listen((event) => events.push(event));
  player.load('https://site.example/video');
  await vi.advanceTimersByTimeAsync(0);
  if (told === null) throw new Error('the site was not opened');
  remote.asked.length = 0;
  return { player, remote, told: told as Told, events };
}

/** Plays on, as a site tells it, for so long. */
function move(player: EmbedPlayer, remote: Fake, ms: number): void {
  for (let passed = 0; passed < ms; passed += 250) {
    vi.advanceTimersByTime(250);
    remote.at += 0.25;
    void player.position;
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('what is asked for while it opens is asked for when it is open', async () => {
  const remote = new Fake();
  let open: (remote: Remote) => void = () => {};
  const player = new EmbedPlayer(place(), () => new Promise((done) => (open = done)));
  player.load('https://site.example/video');
  player.setMuted(true);
  player.seek(12);
  void player.play();
  expect([player.position, player.seeking, player.ready]).toEqual([12, true, false]);
  open(remote);
  await vi.advanceTimersByTimeAsync(0);
  expect(remote.asked).toEqual(['muted true', 'volume 1', 'seek 12', 'play']);
});

test('one that does not open is a network failure, and what comes later is closed', async () => {
  const remote = new Fake();
  let open: (remote: Remote) => void = () => {};
  const player = new EmbedPlayer(place(), () => new Promise((done) => (open = done)));
  player.load('https://site.example/video');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(player.failure).toEqual({ kind: 'network' });
  open(remote);
  await vi.advanceTimersByTimeAsync(0);
  expect(remote.asked).toEqual(['close']);
});

describe('a seek', () => {
  test('has ended when the position is told near its target', async () => {
    const { player, remote } = await opened();
    player.seek(30);
    expect([player.position, player.seeking]).toEqual([30, true]);
    remote.at = 29.9;
    expect([player.position, player.seeking]).toEqual([30, false]);
  });

  test('to elsewhere than asked is believed after a while', async () => {
    const { player, remote } = await opened();
    player.seek(30);
    remote.at = 24;
    expect(player.seeking).toBe(true);
    vi.advanceTimersByTime(5_001);
    expect([player.position, player.seeking]).toEqual([24, false]);
  });

  test('by less than a frame ends although nothing moves', async () => {
    const { player, remote } = await opened();
    remote.at = 10;
    void player.position;
    player.seek(10.1);
    expect(player.seeking).toBe(true);
    vi.advanceTimersByTime(1_001);
    expect([player.position, player.seeking]).toEqual([10.1, false]);
  });
});

describe('playing', () => {
  test('begins when the site says so', async () => {
    const { player, told } = await opened();
    let begun = false;
    void player.play().then(() => {
      begun = true;
    });
    told.state('waiting');
    await vi.advanceTimersByTimeAsync(0);
    expect([begun, player.ready]).toEqual([false, false]);
    told.state('playing');
    await vi.advanceTimersByTimeAsync(0);
    expect([begun, player.ready, player.paused]).toEqual([true, true, false]);
  });

  test('that the browser refuses wants a gesture', async () => {
    const { player, told } = await opened();
    const playing = player.play();
    told.blocked();
    await expect(playing).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(player.paused).toBe(true);
  });

  test('VID-5: without moving is no playing: something else is shown', async () => {
    const { player, remote, told } = await opened();
    void player.play();
    told.state('playing');
    move(player, remote, 3_000);
    expect(player.ready).toBe(true);
    vi.advanceTimersByTime(2_001);
    expect(player.ready).toBe(false);
    remote.at += 0.25;
    expect(player.ready).toBe(true);
  });

  test('an advertisement that the site tells of is no playing either', async () => {
    const { player, told } = await opened();
    void player.play();
    told.state('interrupted');
    expect(player.ready).toBe(false);
    told.state('playing');
    expect(player.ready).toBe(true);
  });
});

test('it stands where it was told to, and not a little beside', async () => {
  const { player, remote, told } = await opened();
  void player.play();
  told.state('playing');
  move(player, remote, 1_000);
  player.pause();
  const at = player.position;
  remote.at += 0.2;
  expect(player.position).toBe(at);
});

test('the length, the end and a failure are told once each', async () => {
  const { player, told, events } = await opened();
  events.length = 0;
  told.length(Number.NaN);
  told.length(60);
  told.length(60);
  told.state('ended');
  told.failed({ kind: 'gone' });
  told.failed({ kind: 'network' });
  expect(events).toEqual(['length', 'ended', 'error']);
  expect([player.length, player.ended, player.failure]).toEqual([60, true, { kind: 'gone' }]);
});

test('nothing is heard of one that was closed', async () => {
  const { player, remote, told, events } = await opened();
  events.length = 0;
  player.destroy();
  told.state('playing');
  told.failed({ kind: 'network' });
  expect(remote.asked).toEqual(['close']);
  expect([events, player.failure]).toEqual([[], null]);
});
