/** Two people predict: one asks, both pick, it is locked and comes out; and it is all there after a reload and in the replay. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Person } from './support/person';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();
const pictures = process.env.SAMEFRAME_PICTURES;

async function picture(person: Person, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await person.page.screenshot({ path: join(pictures, `predictions-${name}.png`), fullPage: true });
}

async function ask(person: Person, question: string, outcomes: readonly string[]): Promise<void> {
  await person.by('tab-predictions').click();
  await person.by('ask-prediction').click();
  await person.by('question-input').fill(question);
  for (const [index, outcome] of outcomes.entries()) {
    if (index >= 2) await person.by('add-outcome').click();
    await person.by('outcome-input').nth(index).fill(outcome);
  }
  await person.by('closes-rule').selectOption('time');
  await person.by('closes-seconds').fill('600');
  await picture(person, 'ask');
  await person.by('open-prediction').click();
}

async function pick(person: Person, outcome: string, stake: number): Promise<void> {
  await person.by('pool').filter({ hasText: outcome }).click();
  await person.by('stake').fill(String(stake));
  await person.by('send-pick').click();
  await person.page.locator('.pool.mine', { hasText: outcome }).waitFor();
}

async function has(person: Person, points: number): Promise<void> {
  await person.page.locator(`[data-testid=points][data-points="${points}"]`).waitFor();
}

function card(person: Person, state: string) {
  return person.page.locator(`[data-testid=prediction][data-state=${state}]`);
}

test('who types more points than they have cannot stake them by mistake', async () => {
  const ana = await stage().person('Ana');
  await ana.open('/');
  await ana.by('try-sample').click();
  await ana.join();
  await ask(ana, 'Who did it?', ['The butler', 'The cook']);
  await ana.by('pool').filter({ hasText: 'The cook' }).click();
  await ana.by('stake').fill('5000');
  expect(await ana.by('send-pick').isDisabled()).toBe(true);
  expect(await ana.by('send-pick').textContent()).toBe('You have only 1,000 points to stake');
  await ana.by('stake').press('Enter');
  await pick(ana, 'The cook', 50);
  await has(ana, 950);
});

/** PRE-2, PRE-10, PRE-20, PRE-41, PRE-42 */
test('a question is asked, picked, locked and revealed, and stays', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  await ana.open('/');
  await ana.by('try-sample').click();
  await ana.join();
  const session = new URL(ana.page.url()).pathname.slice('/s/'.length);
  await ben.comeTo(session);

  // It is shown for a few seconds only.
  const told = ben.page.locator('.toast', { hasText: 'Ana asks: Who did it?' }).waitFor();
  await ask(ana, 'Who did it?', ['The butler', 'The cook', 'Nobody, it was an accident']);
  await told;
  await ben.by('tab-predictions').click();
  await card(ben, 'open').waitFor();
  expect(await ben.by('prediction-closing').textContent()).toMatch(/^Locks in (9:\d\d|10:00)$/);
  expect(await ben.by('lock-prediction').count(), 'it is not his').toBe(0);

  await pick(ana, 'The butler', 300);
  await pick(ben, 'The cook', 100);
  await has(ana, 700);
  await has(ben, 900);
  await ana.page.locator('[data-testid=pool][data-outcome="1"][data-stakes="100"]').waitFor();
  await picture(ana, 'open');
  await ben.by('stake').fill('150');
  await ben.by('send-pick').click();
  await has(ben, 850);

  await ana.by('lock-prediction').click();
  await card(ben, 'locked').waitFor();
  expect(await ben.by('send-pick').count(), 'no picks any more').toBe(0);
  await picture(ben, 'locked');
  await ana.by('was-outcome').nth(1).click();
  await picture(ana, 'reveal');
  await ana.by('resolve-prediction').click();

  await card(ben, 'resolved').waitFor();
  expect(await ben.by('confetti').count()).toBe(1);
  expect(await ben.by('prediction-mine').textContent()).toBe('You won 300 points');
  await picture(ben, 'won');
  await has(ben, 1_300);
  expect(await ana.by('prediction-mine').textContent()).toBe('You lost 300 points');
  expect(await ana.by('confetti').count()).toBe(0);
  await has(ana, 700);
  await until('the leaderboard is told', async () => {
    return (await ana.by('leader-points').allTextContents()).join() === '1,300,700';
  });
  await picture(ana, 'lost');

  await ben.page.reload();
  await ben.seesPicture();
  await ben.by('tab-predictions').click();
  await has(ben, 1_300);
  expect(await ben.by('prediction-mine').getAttribute('data-net')).toBe('300');
  expect(await ben.by('confetti').count(), 'it is no news').toBe(0);
  await ben.by('prediction-history').click();
  expect(await ben.by('history-session').textContent()).toContain('+300 −0');

  await ben.open(`/s/${session}/replay`);
  await ben.by('replay').waitFor();
  expect(await ben.by('replay-predictions').count(), 'nobody has asked yet').toBe(0);
  await ben.page.locator('[data-type=prediction_opened] button').click();
  await card(ben, 'open').waitFor();
  expect(await ben.page.locator('[data-testid=pool][data-outcome="0"]').getAttribute('data-stakes')).toBe(
    '0',
  );
  await ben.page.locator('[data-type=prediction_locked] button').click();
  await ben.page.locator('[data-testid=pool][data-outcome="1"][data-stakes="150"]').waitFor();
  await picture(ben, 'replay');
  await ben.page.locator('[data-type=prediction_resolved] button').click();
  await card(ben, 'resolved').waitFor();
  expect(await ben.page.locator('.pool.won').textContent()).toContain('The cook');
  await picture(ben, 'replay-result');
});

/** Less motion, and a narrow screen. */
test('a small screen and less motion have all of it too', async () => {
  const ana = await stage().person('Ana', { viewport: { width: 390, height: 844 }, colorScheme: 'light' });
  await ana.page.emulateMedia({ reducedMotion: 'reduce' });
  await ana.open('/');
  await ana.by('try-sample').click();
  await ana.join();
  await ask(ana, 'Will the very long question with many words fit on a small screen?', ['Yes', 'No']);
  await pick(ana, 'Yes', 1_000);
  await has(ana, 0);
  await picture(ana, 'small');
  await ana.by('cancel-prediction').click();
  await card(ana, 'cancelled').waitFor();
  await has(ana, 1_000);
});
