import { expect, test } from 'vitest';
import { type Facts, groupsOf, hostOf, plainOf } from '../../src/app/watch/sync/stats-report';
import { ana, ben, confirmation, queue, session, settings, timeline } from './support';

const LOCAL_MS = 5_000;
const SERVER_MS = Date.UTC(2026, 0, 1, 20);

const facts: Facts = {
  atMs: SERVER_MS - 250,
  server: 'https://films.example',
  app: '0.1.0 index-abc.js',
  view: {
    session: {
      ...session,
      video: { ...session.video, url: 'https://cdn.example:8443/secret/path.mp4?key=hush' },
    },
    timeline: timeline({ status: 'playing', position: 10, at: SERVER_MS - 2_000, rev: 7 }),
    members: new Map([ana, { ...ben, online: false }].map((member) => [member.id, member])),
    knowsEverybody: true,
    online: 1,
    asked: null,
    hold: { of: ['ben'], reason: 'seek', began: 5, until: SERVER_MS + 3_000 },
    queue,
    votes: { items: [], skip: false },
    activity: [],
    toldUpTo: 0,
    me: ana,
    connection: 'live',
    stopped: null,
    removal: null,
    confirmation,
    start: 'at_once',
    settings,
    pending: new Set(),
  },
  position: 11.98,
  length: 60,
  sync: { rev: 7, phase: 'playing', driftMs: 20, settled: false, silenced: true },
  lastMinute: { least: -5, median: 2, most: 90 },
  spread: { spreadMs: 31.4, counted: [], left: [] },
  engine: {
    rate: 1.004,
    seeks: { standing: 2, late: 0, drift: 1, told: 0, end: 0 },
    rateWrites: 12,
    startMs: { first: 100, cold: 80.4, warm: 5 },
    seekMs: 30,
  },
  offsetMs: -40,
  profile: 'Chromium',
  clock: {
    offsetMs: SERVER_MS - LOCAL_MS,
    skew: -4e-6,
    uncertaintyMs: 0.4,
    boundMs: 2,
    roundTripMs: 4,
    roundTripP50Ms: 5,
    roundTripP95Ms: 9,
    samples: 40,
  },
  localMs: LOCAL_MS,
  bufferedS: 12.34,
  picture: {
    width: 1920,
    height: 1080,
    shownWidth: 1280,
    shownHeight: 720,
    framesDropped: 2,
    framesAll: 900,
    keepsPitch: false,
  },
  volume: 0.8,
  muted: false,
  visibility: 'visible',
  isolated: false,
  userAgent: 'Test/1.0',
};

function shown(name: string, part: Partial<Facts> = {}): string | undefined {
  const rows = groupsOf({ ...facts, ...part }).flatMap((group) => group.rows);
  return rows.find(([label]) => label === name)?.[1];
}

test('the report says what the page sees', () => {
  expect(shown('Position')).toBe('12.000 s');
  expect(shown('Started')).toBe('2.0 s ago');
  expect(shown('Waiting')).toBe('seek, for 1, 3.0 s left');
  expect(shown('People here')).toBe('2, 1 of them connected');
  expect(shown('Drift')).toBe('−20.0 ms');
  expect(shown('Last minute')).toBe('−2 ms (−90 ms to +5 ms)');
  expect(shown('Rate now')).toBe('1.0040 (+0.40 %)');
  expect(shown('Server ahead by')).toBe('+250.0 ms');
  expect(shown('Round trip')).toBe('least 4.0, p50 5.0, p95 9.0 ms');
  expect(shown('Server time')).toBe('2026-01-01T20:00:00.000Z');
  expect(shown('Sound')).toBe('80 %, silenced by the browser');
});

test('a video’s address is told by its host only', () => {
  expect(shown('Video')).toBe('file, from cdn.example:8443');
  expect(hostOf('/media/a.mp4', 'https://films.example')).toBe('films.example');
  expect(hostOf('http://[', 'https://films.example')).toBe('–');
  expect(plainOf(groupsOf(facts), facts.atMs)).not.toMatch(
    /hush|secret|path\.mp4|film\.mp4|Film night|Ana|Ben/,
  );
});

test('what is not known is a dash, and nothing fails', () => {
  const nothing = { clock: null, picture: null, position: null, length: null, lastMinute: null };
  const values = groupsOf({ ...facts, ...nothing, sync: { ...facts.sync, driftMs: null } });
  expect(values.flatMap(({ rows }) => rows).filter(([, value]) => value === '–').length).toBeGreaterThan(10);
});

test('as plain text, the values stand below each other', () => {
  const plain = plainOf(groupsOf(facts), facts.atMs);
  expect(plain).toMatch(/^Sameframe stats of 2026-01-01T19:59:59\.750Z\n\nSession\n {2}Id {2,}s1\n/);
  const rows = plain.split('\n').filter((line) => line.startsWith('  '));
  const columns = new Set(rows.map((row) => /^ {2}.+?(?= {2})\s+/.exec(row)?.[0].length));
  expect(columns.size).toBe(1);
});
