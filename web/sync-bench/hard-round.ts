/** The scenarios that are no daily bread: a long video, and one person at a time in trouble. */
import { pause } from '../tests/browser/support/until';
import { endure, type Phase, watch } from './phase';
import type { Rig } from './rig';
import { ended, type Round } from './round';

const TROUBLE_MS = 3_000;
const HIDDEN_MS = 20_000;
/** From then on it is watched how they come together again. */
const AFTER_MS = 9_000;

/** People gathered at a long video. `watchMs` is for the phases without trouble. */
export async function playHardRound(rig: Rig, watchMs: number): Promise<Round> {
  const host = rig.person(0);
  const unlucky = rig.people.length - 1;
  const before = await rig.counts();
  const phases: Phase[] = [];
  await host.by('play').click();
  await host.shows('playing');
  await pause(2_000);
  phases.push(await watch(rig, 'seek_far', watchMs, () => host.pick('seek', 0.8)));
  await comesLate(rig, unlucky, TROUBLE_MS);
  phases.push(await watch(rig, 'late_video', watchMs, () => host.pick('seek', 0.4)));
  await rig.person(unlucky).context.unroute(VIDEO);
  phases.push(await endure(rig, 'reconnect', TROUBLE_MS + AFTER_MS, () => cut(rig, unlucky)));
  phases.push(await endure(rig, 'hidden', HIDDEN_MS + AFTER_MS, () => hide(rig, unlucky)));
  return ended(rig, true, phases, before, await rig.counts());
}

/** Plays for minutes, and nobody touches anything. */
export async function soak(rig: Rig, minutes: number): Promise<Round> {
  const before = await rig.counts();
  const play = () => rig.person(0).by('play').click();
  const phase = await watch(rig, 'soak', minutes * 60_000, play);
  if (phase.steadySeeks > 0) console.warn(await seeksOf(rig));
  return ended(rig, true, [phase], before, await rig.counts());
}

/** Who sought while nobody asked for it, and why their page says that it did. */
async function seeksOf(rig: Rig): Promise<string> {
  const lines = rig.people.map(async ({ name, page }) => {
    const sought = await page.evaluate(() => window.probe.notes.seeks.map(({ at, to }) => [at, to] as const));
    await page.keyboard.press('i');
    const stats = await page.getByTestId('stats').innerText();
    const found = sought.map(([at, to]) => `${new Date(at).toISOString()} to ${to.toFixed(3)}`);
    return `${name} sought: ${found.join(', ')}\n${stats}`;
  });
  return (await Promise.all(lines)).join('\n\n');
}

const VIDEO = /\/long\.mp4/;

async function comesLate(rig: Rig, i: number, ms: number): Promise<void> {
  await rig.person(i).context.route(VIDEO, async (route) => {
    await pause(ms);
    await route.continue().catch(() => undefined);
  });
}

async function cut(rig: Rig, i: number): Promise<void> {
  rig.line(i).cut();
  await pause(TROUBLE_MS);
  rig.line(i).mend();
}

async function hide(rig: Rig, i: number): Promise<void> {
  const { page } = rig.person(i);
  await page.evaluate(() => window.hiding.hide(true));
  await pause(HIDDEN_MS);
  await page.evaluate(() => window.hiding.hide(false));
}
