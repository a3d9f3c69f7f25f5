/** Operators: who looks after the server sees the workers, and nobody else does. */
import { expect, test } from 'vitest';
import { guest, sameframe } from './support/operator';
import { look } from './support/pictures';
import { useStage } from './support/stage';

const stage = useStage();

test('an operator sees what the workers did and asks for a run', async () => {
  const { person: ana, id } = await guest(stage(), 'Ana', {
    viewport: { width: 390, height: 780 },
    isMobile: true,
  });
  await ana.open('/admin');
  await ana.by('admin-failed').getByText('make-operator').waitFor();
  sameframe(stage(), 'user', 'make-operator', id);
  sameframe(stage(), 'worker', 'run', 'retention');
  const retention = ana.page.locator('[data-testid=worker][data-name=retention]');
  await retention.getByText('nothing was due').waitFor();
  expect(await retention.getAttribute('data-state')).toBe('done');
  await look(ana, 'admin');
  await retention.getByTestId('run-worker').click();
  await retention.getByText('It begins within seconds.').waitFor();
  const vimeo = ana.page.locator('[data-testid=provider-row][data-name=vimeo]');
  await vimeo.getByText('Has not answered yet. 60 more questions may be asked at once.').waitFor();
  await vimeo.scrollIntoViewIfNeeded();
  await look(ana, 'admin-providers');
});
