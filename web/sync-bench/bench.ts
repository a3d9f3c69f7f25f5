/** Runs the rounds that the options ask for, by our rules and by the rivals', and puts the figures together. */
import { loadavg } from 'node:os';
import { playHardRound, soak } from './hard-round';
import { places } from './networks';
import type { Options } from './options';
import { type Course, coursesOf } from './plot';
import { comparison, type Report, reportOf } from './report';
import { type Gathering, Rig } from './rig';
import type { RivalName } from './rivals/names';
import { playRound, type Round } from './round';
import { side, table } from './tables';

export const OURS = 'sameframe';
const SHORT_MS = 5_500;
const LONG_MS = 9_000;
const LONG_VIDEO_MINUTES = 20;

export interface Outcome {
  /** What is written as JSON. */
  readonly figures: object;
  readonly courses: readonly Course[];
}

interface Measured {
  readonly rounds: readonly Round[];
  readonly report: Report;
}

export class Bench {
  private rig: Rig | null = null;

  constructor(readonly options: Options) {}

  async measure(): Promise<Outcome> {
    const { options } = this;
    const rig = await this.open(options);
    const ours = await this.rules(rig, options);
    console.info(table(ours.rounds, ours.report));
    const courses = coursesOf(OURS, ours.rounds);
    const figures = { ...described(options), ...ours.report, openings_ms: openings(ours.rounds) };
    if (options.rivals.length === 0) return { figures, courses };
    const rivals: Partial<Record<RivalName, Report>> = {};
    for (const name of options.rivals) {
      const theirs = await this.rules(rig, options, name);
      console.info(`${name}\n${table(theirs.rounds, theirs.report)}`);
      rivals[name] = theirs.report;
      courses.push(...coursesOf(name, theirs.rounds));
    }
    const compared = comparison(ours.report, rivals);
    console.info(side({ [OURS]: ours.report, ...rivals }, compared));
    return { figures: { ...figures, ...compared }, courses };
  }

  /** A rig of its own, in place of the one before. */
  async open(options: Options): Promise<Rig> {
    await this.close();
    this.rig = await Rig.open(options.seed, places(options.network, options.people, options.skewPpm));
    return this.rig;
  }

  /** All rounds by one set of rules. */
  async rules(rig: Rig, options: Options, rival?: RivalName): Promise<Measured> {
    const before = loadavg();
    const rounds: Round[] = [];
    const by = rival === undefined ? {} : { rival };
    if (options.soakMinutes === null) await plainRounds(rig, options, by, rounds);
    else {
      await rig.gather({ url: await rig.media.longUrl(options.soakMinutes + 2), ...by });
      rounds.push(await soak(rig, options.soakMinutes));
    }
    if (options.hard) {
      await rig.gather({ url: await rig.media.longUrl(LONG_VIDEO_MINUTES), ...by });
      rounds.push(await playHardRound(rig, watchMs(options)));
    }
    return { rounds, report: reportOf(rounds, { before, after: loadavg() }) };
  }

  async keep(): Promise<void> {
    await this.rig?.keep();
  }

  async close(): Promise<void> {
    await this.rig?.close();
    this.rig = null;
  }
}

async function plainRounds(
  rig: Rig,
  options: Options,
  by: Omit<Gathering, 'url'>,
  rounds: Round[],
): Promise<void> {
  const wanted = options.quick ? { sound: 1, silent: 0 } : { sound: 3, silent: 3 };
  for (const sound of [true, false]) {
    const count = sound ? wanted.sound : rig.media.hasSilent ? wanted.silent : 0;
    if (count > 0) await rig.gather({ url: rig.media.url(sound), ...by });
    for (let i = 0; i < count; i += 1) rounds.push(await playRound(rig, sound, watchMs(options)));
  }
}

function watchMs({ quick }: Options): number {
  return quick ? SHORT_MS : LONG_MS;
}

export function described({ network, people, skewPpm, seed }: Options): object {
  return { network, people, skew_ppm: skewPpm, seed };
}

function openings(rounds: readonly Round[]): object[] {
  return rounds.map(({ sound, phases }) => ({
    sound,
    ...Object.fromEntries(
      phases.map(({ name, opening }) => [name, opening.map((errors) => errors.join(' '))]),
    ),
  }));
}
