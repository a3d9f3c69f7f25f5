/** What this page sees, as names and values for a report of trouble. Pure. Nothing in it opens a door: no token, no path. */
import type { ClockEstimate, SyncFigures, SyncState, View } from '../../../client';
import { positionAt } from '../../../client';
import { formatTime } from '../../format';
import { text } from '../../text';
import { statsText } from '../../text-stats';
import type { DriftExtent } from './drift-history';
import type { Spread } from './room-spread';

export interface PictureFacts {
  readonly width: number;
  readonly height: number;
  readonly shownWidth: number;
  readonly shownHeight: number;
  readonly framesDropped: number;
  readonly framesAll: number;
  readonly keepsPitch: boolean;
}

export interface Facts {
  readonly atMs: number;
  readonly server: string;
  readonly app: string;
  readonly view: View;
  readonly position: number | null;
  readonly length: number | null;
  readonly sync: SyncState;
  readonly lastMinute: DriftExtent | null;
  readonly spread: Spread;
  readonly engine: SyncFigures;
  readonly offsetMs: number;
  readonly profile: string;
  readonly clock: ClockEstimate | null;
  /** The local time that the clock's estimate adds to. */
  readonly localMs: number;
  readonly bufferedS: number;
  readonly picture: PictureFacts | null;
  readonly volume: number;
  readonly muted: boolean;
  readonly visibility: string;
  readonly isolated: boolean;
  readonly userAgent: string;
}

export interface Group {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

const words = statsText;

export function groupsOf(facts: Facts): Group[] {
  return [
    sessionOf(facts),
    timelineOf(facts),
    syncOf(facts),
    clockOf(facts),
    pictureOf(facts),
    browserOf(facts),
  ];
}

/** As plain text, to be pasted into a report. */
export function plainOf(groups: readonly Group[], atMs: number): string {
  const width = Math.max(...groups.flatMap(({ rows }) => rows.map(([name]) => name.length)));
  const parts = groups.map(({ title, rows }) => {
    const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
    return [title, ...lines].join('\n');
  });
  return [words.heading(new Date(atMs).toISOString()), ...parts, ''].join('\n\n').trimEnd();
}

/** A link may hold a secret in its path or its query; where it leads to holds none. */
export function hostOf(url: string, origin: string): string {
  try {
    return new URL(url, origin).host;
  } catch {
    return words.unknown;
  }
}

function sessionOf({ server, app, view }: Facts): Group {
  const members = [...view.members.values()];
  const present = members.filter((member) => member.present);
  const online = present.filter((member) => member.online);
  return {
    title: words.groups.session,
    rows: [
      [words.session, view.session.id],
      [words.server, server],
      [words.app, app],
      [words.connection, text.sync.connections[view.connection]],
      [words.people, words.peopleOf(present.length, online.length)],
      [words.role, view.me.role],
    ],
  };
}

function timelineOf(facts: Facts): Group {
  const { view, server, length } = facts;
  const { timeline, hold } = view;
  const now = serverNow(facts);
  const inS = now === null ? null : (timeline.at - now) / 1000;
  const waits = hold === null || now === null ? null : (hold.until - now) / 1000;
  return {
    title: words.groups.timeline,
    rows: [
      [words.video, words.videoOf(view.session.video.kind, hostOf(view.session.video.url, server))],
      [words.status, words.statusOf(timeline.status, timeline.rev)],
      [words.position, now === null ? words.unknown : seconds(positionAt(timeline, now))],
      [words.length, length === null ? words.unknown : `${seconds(length)} (${formatTime(length)})`],
      [words.rate, `${timeline.rate}×`],
      [words.start, timeline.status === 'paused' || inS === null ? words.none : words.startOf(inS)],
      [words.hold, hold === null ? words.none : words.holdOf(hold.reason, hold.of.length, waits)],
    ],
  };
}

function syncOf(facts: Facts): Group {
  const { sync, lastMinute, spread, engine, view } = facts;
  const off = view.timeline.rate === 0 ? 0 : engine.rate / view.timeline.rate - 1;
  return {
    title: words.groups.sync,
    rows: [
      [words.phase, words.phaseOf(sync.phase, sync.settled)],
      [words.drift, sync.driftMs === null ? words.unknown : text.sync.fine(sync.driftMs)],
      [words.lastMinute, lastMinute === null ? words.unknown : words.lastMinuteOf(lastMinute)],
      [words.spread, words.spreadOf(spread.spreadMs, spread.counted.length)],
      [words.rateNow, words.rateNowOf(engine.rate, off)],
      [words.seeks, words.seeksOf(engine.seeks)],
      [words.rateWrites, String(engine.rateWrites)],
      [words.starts, words.startsOf(engine.startMs)],
      [words.seekTakes, tenths(engine.seekMs)],
      [words.offset, `${facts.offsetMs} ms`],
      [words.profile, words.profileOf(facts.profile, facts.picture?.keepsPitch ?? false)],
    ],
  };
}

function clockOf(facts: Facts): Group {
  const { clock, atMs } = facts;
  const now = serverNow(facts);
  const figure = (read: (estimate: ClockEstimate) => string) =>
    clock === null ? words.unknown : read(clock);
  return {
    title: words.groups.clock,
    rows: [
      [words.clockOffset, now === null ? words.unknown : words.clockOffsetOf(now - atMs)],
      [words.skew, figure(({ skew }) => words.skewOf(skew))],
      [words.uncertainty, figure(({ uncertaintyMs }) => `±${uncertaintyMs.toFixed(2)} ms`)],
      [words.bound, figure(({ boundMs }) => words.boundOf(boundMs))],
      [words.samples, figure(({ samples }) => String(samples))],
      [words.roundTrips, figure((estimate) => words.roundTripsOf(estimate))],
      [words.serverTime, now === null ? words.unknown : new Date(now).toISOString()],
      [words.localTime, new Date(atMs).toISOString()],
    ],
  };
}

function pictureOf({ position, bufferedS, picture, volume, muted, sync }: Facts): Group {
  return {
    title: words.groups.picture,
    rows: [
      [words.pictureAt, position === null ? words.unknown : seconds(position)],
      [words.buffered, `${bufferedS.toFixed(1)} s`],
      [words.resolution, picture === null ? words.unknown : words.resolutionOf(picture)],
      [
        words.frames,
        picture === null ? words.unknown : words.framesOf(picture.framesDropped, picture.framesAll),
      ],
      [words.sound, words.soundOf(volume, muted, sync.silenced)],
    ],
  };
}

function browserOf({ visibility, isolated, userAgent }: Facts): Group {
  return {
    title: words.groups.browser,
    rows: [
      [words.page, visibility],
      [words.isolation, words.isolated(isolated)],
      [words.userAgent, userAgent],
    ],
  };
}

function serverNow({ clock, localMs }: Facts): number | null {
  return clock === null ? null : localMs + clock.offsetMs;
}

function seconds(value: number): string {
  return `${value.toFixed(3)} s`;
}

function tenths(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
