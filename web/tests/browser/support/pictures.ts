/** The pictures in the README: taken on request, in the middle of the walk. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from './person';
import { IMAGES, RESULTS } from './requirements';
import { until } from './until';

/** Writes `docs/images/{name}.png` where `SAMEFRAME_SCREENSHOTS=1` asks for it. */
export async function picture(person: Person, name: string): Promise<void> {
  if (process.env.SAMEFRAME_SCREENSHOTS !== '1') return;
  await mkdir(IMAGES, { recursive: true });
  await person.page.locator('.toast').first().waitFor({ state: 'detached' });
  // The controls show while the pointer is on the video.
  const video = person.by('video');
  if (await video.isVisible()) {
    await video.hover();
    const controls = person.by('controls');
    await until('the controls show', () => controls.evaluate((bar) => getComputedStyle(bar).opacity === '1'));
  }
  await person.page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

/** Writes what somebody sees to `test-results/looks`, where `SAMEFRAME_LOOKS=1` asks for it: for whoever changes a page. */
export async function look(person: Person, name: string): Promise<void> {
  if (process.env.SAMEFRAME_LOOKS !== '1') return;
  const folder = join(RESULTS, 'looks');
  await mkdir(folder, { recursive: true });
  await person.page.screenshot({ path: join(folder, `${name}.png`) });
}
