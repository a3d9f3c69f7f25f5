/** One round: start, seek while playing, pause and resume, a late joiner. Returns its figures. */
import { pause } from '../tests/browser/support/until';
import { beats, clockErrors, movedMs, percentile, TOGETHER_MS } from './figures';
import { newest, type Phase, watch } from './phase';
import type { Counts, Rig } from './rig';

export interface Round {
  readonly sound: boolean;
  readonly phases: readonly Phase[];
  readonly join: Join | null;
  readonly clock: readonly number[];
  readonly seeks: number;
  readonly rateWrites: number;
  readonly rulerBoundMs: number;
}

export interface Join {
  readonly settle: number | null;
  readonly picture: number;
  readonly othersMoved: number;
}

export async function playRound(rig: Rig, sound: boolean, watchMs: number): Promise<Round> {
  const host = rig.person(0);
  const before = await rig.counts();
  const phases: Phase[] = [];
  const play = () => host.by('play').click();
  phases.push(await watch(rig, 'start', watchMs, play));
  phases.push(await watch(rig, 'seek', watchMs, () => host.pick('seek', 0.25)));
  await play();
  await host.shows('paused');
  await pause(1_500);
  phases.push(await watch(rig, 'resume', watchMs, play));
  const early = await rig.counts();
  const join = await joinLate(rig, Math.min(watchMs, 8_000));
  const round = { ...(await ended(rig, sound, phases, before, early)), join };
  await play();
  await host.shows('paused');
  await host.page.keyboard.press('Home');
  await pause(1_500);
  return round;
}

/** What counts for all phases of a round. */
export async function ended(
  rig: Rig,
  sound: boolean,
  phases: readonly Phase[],
  before: Counts,
  after: Counts,
): Promise<Round> {
  const notes = await rig.notes();
  return {
    sound,
    phases,
    join: null,
    clock: notes.flatMap((page) => clockErrors(page)),
    seeks: after.seeks - before.seeks,
    rateWrites: after.rateWrites - before.rateWrites,
    rulerBoundMs: Math.max(...notes.map(({ boundMs }) => boundMs)),
  };
}

/** The others' pictures are compared with themselves; the late one's with theirs, from its first motion on. */
async function joinLate(rig: Rig, watchMs: number): Promise<Join> {
  // Of four, the one in the middle.
  const lateOne = Math.floor(rig.people.length / 2);
  const began = await rig.now();
  await rig.reload(lateOne);
  await pause(watchMs);
  const notes = await rig.notes();
  const motion = newest(notes);
  const others = notes.filter((_, i) => i !== lateOne);
  const before = beats(others, motion, began - 2_000, began);
  const after = beats(others, motion, began, began + watchMs);
  const late = notes[lateOne]?.sights ?? [];
  const first = late.find(
    (sight, i) => i > 0 && !sight.paused && sight.position > (late[i - 1]?.position ?? 0),
  );
  const firstAt = first?.at ?? Number.NaN;
  const away = beats(notes, motion, firstAt, began + watchMs).map(({ at, errorsMs }) => {
    const rest = errorsMs.filter((_, i) => i !== lateOne);
    return { at, ms: Math.abs((errorsMs[lateOne] ?? Number.NaN) - percentile(rest, 0.5)) };
  });
  const settled = away[away.findLastIndex(({ ms }) => ms > TOGETHER_MS) + 1];
  return {
    settle: settled === undefined ? null : Math.max(0, settled.at - firstAt),
    picture: firstAt - began,
    othersMoved: movedMs(before, after),
  };
}
