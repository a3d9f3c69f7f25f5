/** The server's own videos: picked on the home page, and played together. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { guest, sameframe } from './support/operator';
import { look } from './support/pictures';
import { Server } from './support/server';
import { useStage } from './support/stage';
import { inSync } from './support/sync';
import { until } from './support/until';

const SAMPLE = fileURLToPath(new URL('../../../media/sample.mp4', import.meta.url));
let films = '';

const stage = useStage(async () => {
  films = await mkdtemp(join(tmpdir(), 'sameframe-films-'));
  await mkdir(join(films, 'Classics'));
  for (const name of ['Classics/The_Film.mp4', 'Amélie.mp4']) await copyFile(SAMPLE, join(films, name));
  await writeFile(join(films, 'Half a film.mp4'), '');
  return Server.start(['--library', films]);
});

afterAll(() => rm(films, { recursive: true, force: true }));

test('films stand in the catalogue too, are found without accents, and watched from there', async () => {
  const ana = await stage().person('Ana', { viewport: { width: 375, height: 760 }, isMobile: true });
  await until('the films are found', async () => {
    const found = await ana.context.request.get('/api/videos');
    return (await found.json()).videos.length === 2;
  });
  await ana.open('/');
  await ana.by('browse-videos').click();
  await until('both are listed', async () => (await ana.by('video-card').count()) === 2);
  await look(ana, 'videos-own-phone');
  await ana.by('video-search').fill('amelie');
  await until('one fits', async () => (await ana.by('video-card').count()) === 1);
  await ana.page.getByRole('button', { name: 'Watch together: Amélie' }).click();
  await ana.by('join').waitFor();
  expect(await ana.by('lobby-title').textContent()).toBe('Amélie');
});

test('a film is searched, picked, and watched by two', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  await until('the films are found', async () => {
    const found = await ana.context.request.get('/api/library');
    return (await found.json()).videos.length === 2;
  });
  await ana.open('/');
  await ana.by('name-input').fill('Ana');
  await ana.by('from-library').click();
  await until('both are listed', async () => (await ana.by('library-video').count()) === 2);
  await ana.by('library-search').fill('classics film');
  await until('one fits', async () => (await ana.by('library-video').count()) === 1);
  await ana.by('library-video').press('Enter');
  await ana.by('join').waitFor();
  expect(await ana.by('lobby-title').textContent()).toBe('The Film');
  const session = new URL(ana.page.url()).pathname.split('/').at(-1) ?? '';
  await ana.join();
  await ben.comeTo(session);
  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await inSync([ana, ben], 'a film of the library');
});

test('an operator sees which files are broken', async () => {
  const { person: ana, id } = await guest(stage(), 'Ana', {
    viewport: { width: 375, height: 760 },
    isMobile: true,
  });
  sameframe(stage(), 'user', 'make-operator', id);
  await ana.open('/admin');
  const library = ana.page.locator('[data-testid=worker][data-name=library]');
  await library.getByTestId('worker-trouble').getByText('/Half a film.mp4').waitFor();
  expect(await library.getAttribute('data-state')).toBe('partly');
  await library.getByText('2 videos').waitFor();
  await library.scrollIntoViewIfNeeded();
  await look(ana, 'admin-library');
});
