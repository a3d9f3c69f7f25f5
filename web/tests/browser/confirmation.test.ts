/** Who plays or pauses is followed at once, and the others are asked whether it may stay. */
import { expect, test } from 'vitest';
import { useStage } from './support/stage';

const stage = useStage();

/** SES-41, SES-42 */
test('what the other confirms stays, and what they do not want is taken back', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  await ana.open('/');
  await ana.wantsMoreChoices();
  await ana.by('confirmation').selectOption('everyone');
  await ana.by('try-sample').click();
  await ana.join();
  await ben.comeTo(new URL(ana.page.url()).pathname.slice('/s/'.length));

  await ana.by('play').click();
  await Promise.all([ana.shows('playing'), ben.shows('playing')]);
  await ana.by('question-waiting').waitFor();
  expect(await ana.by('question-waiting').textContent()).toContain('Ben');
  expect(await ben.by('question-left').textContent()).toMatch(/^\d+ s left$/);
  await ben.by('confirm-change').click();
  await ana.by('question-waiting').waitFor({ state: 'detached' });
  await Promise.all([ana.shows('playing'), ben.shows('playing')]);

  await ben.by('play').click();
  await Promise.all([ana.shows('paused'), ben.shows('paused')]);
  await ana.by('reject-change').click();
  await Promise.all([ana.shows('playing'), ben.shows('playing')]);
  await ben.by('question-waiting').waitFor({ state: 'detached' });
});
