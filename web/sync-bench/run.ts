/** The synchrony benchmark. `--quick` is SAMEFRAME_BENCH_QUICK=1, `--json FILE` is SAMEFRAME_BENCH_JSON. */
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { afterAll, afterEach, test } from 'vitest';
import { figuresOf, table } from './report';
import { Rig } from './rig';
import { playRound, type Round } from './round';

const quick = process.env.SAMEFRAME_BENCH_QUICK === '1';
const json = process.env.SAMEFRAME_BENCH_JSON;
const seed = Number(process.env.SAMEFRAME_BENCH_SEED ?? '1');
const WATCH_MS = quick ? 5_500 : 9_000;
const ROUNDS = quick ? { sound: 1, silent: 0 } : { sound: 3, silent: 3 };

let rig: Rig | null = null;
afterEach(({ task }) => (task.result?.state === 'fail' ? rig?.keep() : undefined));
afterAll(() => rig?.close());

test('synchrony', async () => {
  const loadBefore = loadavg();
  rig = await Rig.open(seed);
  const rounds: Round[] = [];
  for (const sound of [true, false]) {
    const count = sound ? ROUNDS.sound : rig.media.hasSilent ? ROUNDS.silent : 0;
    if (count > 0) await rig.gather(sound);
    for (let i = 0; i < count; i += 1) rounds.push(await playRound(rig, sound, WATCH_MS));
  }
  const figures = figuresOf(rounds, { before: loadBefore, after: loadavg() });
  console.info(table(rounds, figures));
  if (json === undefined || json === '') return;
  const openings = rounds.map(({ sound, phases }) => ({
    sound,
    ...Object.fromEntries(
      phases.map(({ name, opening }) => [name, opening.map((errors) => errors.join(' '))]),
    ),
  }));
  await writeFile(json, `${JSON.stringify({ ...figures, openings_ms: openings }, null, 2)}\n`);
});
