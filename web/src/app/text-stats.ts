/** What people read of the figures for bug reports. */
import type { ClockEstimate, Hold, Latencies, SyncFigures, SyncPhase } from '../client';
import { signed } from './phrases';
import { text } from './text';

export const statsText = {
  title: 'What am I seeing?',
  intro: 'These figures help to find out what is wrong. They hold no password and no link to the video.',
  copy: 'Copy all',
  copied: 'Copied',
  byHand: 'Copy this text:',
  heading: (time: string) => `Sameframe stats of ${time}`,
  unknown: '–',
  none: 'none',
  groups: {
    session: 'Session',
    timeline: 'Timeline',
    sync: 'Sync',
    clock: 'Clock',
    picture: 'Picture and sound',
    browser: 'Browser',
  },
  session: 'Id',
  server: 'Server',
  app: 'App',
  connection: 'Connection',
  people: 'People here',
  peopleOf: (present: number, online: number) =>
    online === present ? `${present}` : `${present}, ${online} of them connected`,
  role: 'You are',
  video: 'Video',
  videoOf: (kind: string, host: string) => `${kind}, from ${host}`,
  status: 'Status',
  statusOf: (status: string, rev: number) => `${status}, revision ${rev}`,
  position: 'Position',
  length: 'Length',
  rate: 'Speed',
  start: 'Started',
  startOf: (seconds: number) =>
    seconds > 0 ? `in ${seconds.toFixed(1)} s` : `${Math.abs(seconds).toFixed(1)} s ago`,
  hold: 'Waiting',
  holdOf: (reason: Hold['reason'], n: number, seconds: number | null) =>
    `${reason}, for ${n}${seconds === null ? '' : `, ${seconds.toFixed(1)} s left`}`,
  phase: 'Player',
  phaseOf: (phase: SyncPhase, settled: boolean) => (settled ? `${phase}, settled` : phase),
  drift: 'Drift',
  lastMinute: 'Last minute',
  lastMinuteOf: ({ least, median, most }: { least: number; median: number; most: number }): string =>
    `${text.sync.ms(median)} (${text.sync.ms(most)} to ${text.sync.ms(least)})`,
  spread: 'Room spread',
  spreadOf: (ms: number | null, n: number) =>
    ms === null ? `–, ${n} compared` : `${ms.toFixed(1)} ms, ${n} compared`,
  rateNow: 'Rate now',
  rateNowOf: (rate: number, off: number) => `${rate.toFixed(4)} (${signed(100 * off, '%', 2)})`,
  seeks: 'Seeks',
  seeksOf: ({ standing, late, drift, told, end }: SyncFigures['seeks']) =>
    `${standing} standing, ${late} late, ${drift} for drift, ${told} told, ${end} at the end`,
  rateWrites: 'Rate changes',
  starts: 'A start takes',
  startsOf: ({ first, cold, warm }: Latencies) =>
    `first ${Math.round(first)}, after a seek ${Math.round(cold)}, warm ${Math.round(warm)} ms`,
  seekTakes: 'A seek takes',
  offset: 'Plays earlier by',
  profile: 'Profile',
  profileOf: (name: string, keepsPitch: boolean) => (keepsPitch ? `${name}, keeps the pitch` : name),
  clockOffset: 'Server ahead by',
  clockOffsetOf: (ms: number) => signed(ms, 'ms'),
  skew: 'Server faster by',
  skewOf: (skew: number) => signed(1e6 * skew, 'ppm'),
  uncertainty: 'Uncertainty',
  bound: 'Asymmetry',
  boundOf: (ms: number) => `at most ±${ms.toFixed(2)} ms`,
  samples: 'Samples',
  roundTrips: 'Round trip',
  roundTripsOf: ({ roundTripMs, roundTripP50Ms, roundTripP95Ms }: ClockEstimate) =>
    `least ${roundTripMs.toFixed(1)}, p50 ${roundTripP50Ms.toFixed(1)}, p95 ${roundTripP95Ms.toFixed(1)} ms`,
  serverTime: 'Server time',
  localTime: 'Local time',
  pictureAt: 'Picture at',
  buffered: 'Loaded ahead',
  resolution: 'Resolution',
  resolutionOf: (sizes: { width: number; height: number; shownWidth: number; shownHeight: number }) =>
    `${sizes.width}×${sizes.height}, shown at ${sizes.shownWidth}×${sizes.shownHeight}`,
  frames: 'Frames dropped',
  framesOf: (dropped: number, all: number) => `${dropped} of ${all}`,
  sound: 'Sound',
  soundOf: (volume: number, muted: boolean, silenced: boolean) =>
    `${Math.round(volume * 100)} %${muted ? ', muted' : ''}${silenced ? ', silenced by the browser' : ''}`,
  page: 'Page',
  isolation: 'Isolation',
  isolated: (yes: boolean) => (yes ? 'cross-origin isolated' : 'not cross-origin isolated'),
  userAgent: 'User agent',
};
