/** One round: start, seek while playing, pause and resume, a late joiner. Returns its figures. */
import { pause, until } from '../tests/browser/support/until';
import { beats, clockErrors, errorMs, movedMs, settleMs, TOGETHER_MS } from './figures';
import type { Motion, Notes } from './probe';
import type { Rig } from './rig';

export interface Phase {
  readonly name: 'start' | 'seek' | 'resume';
  readonly first200: readonly number[];
  readonly settle: number | null;
  /** From three seconds on. */
  readonly steady: readonly number[];
  /** The errors of each page on every beat of the first two seconds: who was late, and how it was mended. */
  readonly opening: readonly (readonly number[])[];
}

export interface Round {
  readonly sound: boolean;
  readonly phases: readonly Phase[];
  readonly join: { settle: number | null; picture: number; othersMoved: number };
  readonly clock: readonly number[];
  readonly seeks: number;
  readonly rateWrites: number;
  readonly rulerBoundMs: number;
}

const OPENING_MS = 2_000;
const STEADY_FROM_MS = 3_000;
/** Between the places: mobile. */
const LATE = 2;
const SLOWEST = 3;

export async function playRound(rig: Rig, sound: boolean, watchMs: number): Promise<Round> {
  const host = rig.person(0);
  const before = await rig.notes();
  const phases: Phase[] = [];
  const play = () => host.by('play').click();
  phases.push(await watch(rig, 'start', watchMs, play));
  phases.push(await watch(rig, 'seek', watchMs, () => host.pick('seek', 0.25)));
  await play();
  await host.shows('paused');
  await pause(1_500);
  phases.push(await watch(rig, 'resume', watchMs, play));
  const early = await rig.notes();
  const join = await joinLate(rig, Math.min(watchMs, 8_000));
  const after = await rig.notes();
  const stayed = after.filter((_, i) => i !== LATE);
  await host.by('play').click();
  await host.shows('paused');
  await host.page.keyboard.press('Home');
  await pause(1_500);
  const total = (key: 'seeks' | 'rateWrites') =>
    sum(early.map((one, i) => one[key] - (before[i]?.[key] ?? 0))) +
    sum(stayed.map((one) => one[key])) -
    sum(early.filter((_, i) => i !== LATE).map((one) => one[key]));
  return {
    sound,
    phases,
    join,
    clock: after.flatMap((page) => clockErrors(page)),
    seeks: total('seeks'),
    rateWrites: total('rateWrites'),
    rulerBoundMs: Math.max(...after.map(({ boundMs }) => boundMs)),
  };
}

async function watch(
  rig: Rig,
  name: Phase['name'],
  watchMs: number,
  act: () => Promise<void>,
): Promise<Phase> {
  const known = (await rig.motion(0)).rev;
  await act();
  const motion = await until(`everybody has heard: ${name}`, async () => {
    const heard = await rig.motion(SLOWEST);
    return heard.status === 'playing' && heard.rev > known ? heard : null;
  });
  await pause(watchMs);
  const notes = await rig.notes();
  const last = newest(notes);
  const seen = beats(notes, last, last.at, last.at + watchMs);
  if (last.rev !== motion.rev) console.warn(`${name}: the timeline changed while it was watched`);
  return {
    name,
    first200: seen.filter(({ at }) => at < last.at + 200).map(({ spreadMs }) => spreadMs),
    settle: settleMs(seen, last.at),
    steady: seen.filter(({ at }) => at >= last.at + STEADY_FROM_MS).map(({ spreadMs }) => spreadMs),
    opening: seen
      .filter(({ at }) => at < last.at + OPENING_MS)
      .map(({ errorsMs }) => errorsMs.map(Math.round)),
  };
}

/** The others' pictures are compared with themselves; the late one's error counts from its first motion. */
async function joinLate(rig: Rig, watchMs: number): Promise<Round['join']> {
  const began = (await rig.notes())[0]?.sights.at(-1)?.at ?? Number.NaN;
  await rig.reload(LATE);
  await pause(watchMs);
  const notes = await rig.notes();
  const motion = newest(notes);
  const others = notes.filter((_, i) => i !== LATE);
  const before = beats(others, motion, began - 2_000, began);
  const after = beats(others, motion, began, began + watchMs);
  const late = notes[LATE]?.sights ?? [];
  const first = late.find(
    (sight, i) => i > 0 && !sight.paused && sight.position > (late[i - 1]?.position ?? 0),
  );
  const firstAt = first?.at ?? Number.NaN;
  const moving = late.filter(({ at }) => at >= firstAt);
  const last = moving.findLastIndex((sight) => Math.abs(errorMs(sight, motion)) > TOGETHER_MS);
  const settled = moving[last + 1];
  return {
    settle: settled === undefined ? null : settled.at - firstAt,
    picture: firstAt - began,
    othersMoved: movedMs(before, after),
  };
}

function newest(pages: readonly Notes[]): Motion {
  const all = pages.flatMap(({ motions }) => motions);
  const last = all.reduce<Motion | null>(
    (best, one) => (best === null || one.rev >= best.rev ? one : best),
    null,
  );
  if (last === null) throw new Error('no page has a timeline');
  return last;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
