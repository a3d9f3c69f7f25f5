/** Two people talk, react and moderate; one of them loses the network. */
import { expect, test } from 'vitest';
import type { MessagePage } from '../../src/client';
import type { Person } from './support/person';
import { picture } from './support/pictures';
import { Server } from './support/server';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();

async function says(who: Person, words: string): Promise<void> {
  await who.by('composer').fill(words);
  await who.by('composer').press('Enter');
}

function message(who: Person, words: string) {
  return who.page.locator('[data-testid=message]', { hasText: words });
}

async function together(options = {}): Promise<{ session: string; ana: Person; ben: Person }> {
  const ana = await stage().person('Ana', options);
  const session = await ana.startSession(stage().sample, 'Film night');
  await ana.join();
  const ben = await stage().person('Ben', options);
  await ben.comeTo(session);
  return { session, ana, ben };
}

/** Pointing at a message shows what can be done with it. */
async function does(who: Person, words: string, ...clicks: string[]): Promise<void> {
  const row = message(who, words).first();
  await row.hover();
  for (const click of clicks) await row.getByTestId(click).click();
}

/** CHAT-3, CHAT-4, CHAT-10, CHAT-11, CHAT-13 */
test('two people talk', async () => {
  const { session, ana, ben } = await together();
  await says(
    ana,
    'Hello **Ben**, look at 0:12! <img src=x onerror="document.title=1"> https://example.org/x',
  );
  await message(ben, 'Hello Ben').waitFor();
  const html = await message(ben, 'Hello Ben').getByTestId('message-text').innerHTML();
  expect(html).toContain('<strong>Ben</strong>');
  expect(html).toContain('&lt;img');
  const link = message(ben, 'Hello Ben').locator('a');
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await link.getAttribute('target')).toBe('_blank');

  await message(ben, 'Hello Ben').getByRole('button', { name: '0:12' }).click();
  await Promise.all([ana.isNear(12), ben.isNear(12)]);

  await does(ben, 'Hello Ben', 'message-reply');
  await says(ben, 'مرحبا and שלום 👩‍👩‍👧‍👦');
  await message(ana, 'مرحبا').getByTestId('message-quoted').waitFor();
  await does(ana, 'مرحبا', 'message-react');
  await ana.by('reaction-picker').locator('[data-emoji="😂"]').click();
  const reaction = message(ben, 'مرحبا').getByTestId('reaction');
  await reaction.waitFor();
  await reaction.click();
  await until(
    'both react',
    async () => (await message(ana, 'مرحبا').getByTestId('reaction').textContent()) === '😂 2',
  );

  await says(ben, 'I like tihs');
  await message(ana, 'I like tihs').waitFor();
  await ben.by('composer').press('ArrowUp');
  await until('the last message is there to be changed', async () => {
    return (await ben.by('composer').inputValue()) === 'I like tihs';
  });
  await says(ben, 'I like this');
  await message(ana, 'I like this').getByText('edited').waitFor();

  await ana.by('composer').fill('psst @b');
  await ana.by('mention-choice').click();
  await ana.by('composer').press('Enter');
  await ben.page.locator('.message.to-me .mention.mine', { hasText: '@Ben' }).waitFor();

  await says(ben, 'a secret');
  await message(ana, 'a secret').waitFor();
  await does(ana, 'a secret', 'message-more', 'message-delete');
  await ben.page.locator('[data-deleted=true]').waitFor();
  expect(await message(ben, 'a secret').count()).toBe(0);
  const log = JSON.stringify(await stage().server.events(session));
  expect(log).not.toContain('a secret');
  await message(ben, 'psst').getByTestId('message-role').getByText('Host').waitFor();
  expect(await message(ana, 'I like this').getByTestId('message-role').count()).toBe(0);
  await picture(ana, 'chat');

  await ben.page.reload();
  await ben.seesPicture();
  await message(ben, 'I like this').waitFor();
  await ben.by('chat-search').click();
  await ben.by('search-input').fill('HELLO');
  await ben.by('search-results').getByText('Ben', { exact: true }).first().waitFor();
  await until('only what was searched is shown', async () => {
    return (await ben.by('search-results').getByTestId('message').count()) === 1;
  });
});

test('what is new is counted while one looks elsewhere, and nothing takes the focus', async () => {
  const { ana, ben } = await together();
  await ana.by('tab-people').click();
  await ana.by('copy-link').focus();
  for (const words of ['one', 'two', 'three']) await says(ben, words);
  await ana.by('tab-chat').getByText('3').waitFor();
  expect(await ana.page.title()).toMatch(/^\(3\) Film night/);
  expect(await ana.page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(
    'copy-link',
  );
  await ana.by('tab-chat').click();
  await until('all is read', async () => (await ana.page.title()).startsWith('Film night'));

  // Few and long: nobody may write thirty at once.
  for (let line = 0; line < 8; line += 1) await says(ana, `line ${line} ${'goes on and on '.repeat(12)}`);
  await message(ben, 'line 7').waitFor({ timeout: 30_000 });
  await ana.by('messages').evaluate((box) => box.scrollTo({ top: 100 }));
  await says(ben, 'far below');
  await ana.by('chat-new').click();
  await message(ana, 'far below').waitFor();
  await ana.by('chat-new').waitFor({ state: 'detached' });
  await ana.page.locator('body').click({ position: { x: 2, y: 300 } });
  await ana.page.keyboard.press('c');
  await until('the key leads to the chat', () => {
    return ana.page.evaluate(() => document.activeElement?.getAttribute('data-testid') === 'composer');
  });
});

/** CHAT-42 */
test('what is said while offline is kept, also over a reload, and said once', async () => {
  const { session, ana, ben } = await together();
  ana.expectTrouble(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket/);
  await ana.page.route('**/messages/commands', (route) => route.abort());
  await says(ana, 'from the tunnel');
  await says(ana, 'still in here');
  await until('both wait', async () => (await ana.by('unsent').count()) === 2);
  await ana.page.reload();
  await ana.seesPicture();
  await until('both still wait', async () => (await ana.by('unsent').count()) === 2);
  await ana.page.unroute('**/messages/commands');
  await message(ben, 'still in here').waitFor({ timeout: 40_000 });
  await ana.by('unsent').first().waitFor({ state: 'detached' });
  await ana.page.reload();
  await ana.seesPicture();
  await message(ana, 'still in here').waitFor();
  const said = (await stage().server.events(session)).filter(({ type }) => type === 'said');
  expect(said.map((event) => 'text' in event && event.text)).toEqual(['from the tunnel', 'still in here']);
});

/** CHAT-24 */
test('a reaction floats over everybody’s video', async () => {
  const { session, ana, ben } = await together();
  await ana.by('stage').hover();
  const floats = (who: Person, emoji: string) => who.page.locator(`.floater[data-emoji="${emoji}"]`).first();
  await Promise.all([
    floats(ben, '🔥').waitFor({ state: 'attached' }),
    ana.page.locator('[data-testid=quick-reaction][data-emoji="🔥"]').click(),
  ]);
  const fromBen = floats(ana, '😂').waitFor({ state: 'attached' });
  await ben.page.keyboard.press('Shift+Digit2');
  await fromBen;
  await until('the log has them', async () => {
    const events = await stage().server.events(session);
    // Those of one second share an entry.
    const counts = events.flatMap((event) => (event.type === 'reacted' ? event.counts : []));
    return counts.reduce((sum, { count }) => sum + count, 0) === 2;
  });
});

/** CHAT-14, CHAT-32 */
test('who moderates sets rules and sees what is reported', async () => {
  const { session, ana, ben } = await together();
  ben.expectTrouble(/422/);
  await says(ana, 'you fool');
  await message(ben, 'you fool').waitFor();
  await does(ben, 'you fool', 'message-more', 'message-report');
  await ben.page.locator('.toast', { hasText: 'Reported' }).waitFor();
  await ana.page.reload();
  await ana.seesPicture();
  await ana.by('chat-options').getByText('1').waitFor();
  await ana.by('chat-options').click();
  await ana.by('chat-report').getByText('you fool').waitFor();
  await ana.by('slow-mode').selectOption('300');
  await ben.page.locator('.composer-note', { hasText: 'Slow mode' }).waitFor();
  await ana.by('chat-words').fill('darn heck*');
  await ana.by('chat-links').uncheck();
  await ana.by('chat-options-close').click();
  await until('all three rules hold', async () => {
    const answer = await ana.page.request.get(`/api/sessions/${session}/messages`);
    const { rules } = (await answer.json()) as MessagePage;
    return rules.slow_mode_s === 300 && !rules.links && rules.words.join() === 'darn,heck*';
  });
  await says(ben, 'see https://example.org');
  await ben.page.locator('[data-testid=unsent][data-refused=true]', { hasText: 'links' }).waitFor();
  await ben.by('composer').fill('and this');
  await ben.by('unsent-edit').click();
  await ben.by('unsent').waitFor({ state: 'detached' });
  await until('the words are back in the field, before those that stood there', async () => {
    return (await ben.by('composer').inputValue()) === 'see https://example.org\nand this';
  });
  await says(ben, 'darn');
  await ben.page.locator('[data-testid=unsent][data-refused=true]', { hasText: 'not wanted' }).waitFor();
});

test('a whole book, pasted, is cut and said to be, and the page goes on', async () => {
  const { ana } = await together();
  const [took, kept] = await ana.by('composer').evaluate((field: HTMLTextAreaElement) => {
    const from = performance.now();
    field.value = 'all of it '.repeat(300_000);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    void field.offsetHeight;
    return [performance.now() - from, field.value.length];
  });
  expect(kept).toBe(4_000);
  expect(took).toBeLessThan(1_000);
  await ana.page.getByText('Too long: only the beginning was kept').waitFor();
  expect(await ana.by('send').isDisabled()).toBe(true);
  expect(await ana.by('message').count()).toBe(0);
  await ana.by('composer').fill('short');
  await ana.by('send').click();
  await message(ana, 'short').waitFor();
});

/** CHAT-33 */
test('who does not want to know what comes sees messages when they get there', async () => {
  const { ana, ben } = await together();
  await ben.by('chat-options').click();
  await ben.by('chat-spoilers').check();
  await ben.by('chat-options-close').click();
  await ana.pick('seek', 0.5);
  await Promise.all([ana.isNear(30), ben.isNear(30)]);
  await says(ana, 'the butler did it');
  await message(ben, 'the butler did it').waitFor();
  await ana.pick('seek', 0.1);
  await ben.isNear(6);
  await ben.by('chat-waiting').getByText('1 message waits further on').waitFor();
  expect(await message(ben, 'the butler did it').count()).toBe(0);
  await ben.by('chat-search').click();
  await ben.by('search-input').fill('butler');
  await ben.by('search-waiting').getByText('1 message waits further on').waitFor();
  expect(await message(ben, 'the butler did it').count()).toBe(0);
  await ben.by('chat-search').click();
  await ana.pick('seek', 0.6);
  await message(ben, 'the butler did it').waitFor();
});

test('it looks right in the light, on a phone, and over the video', async () => {
  const { ana, ben } = await together({ colorScheme: 'light' });
  await says(ana, 'Is the sound fine for you?');
  await says(ben, 'Yes! *Very* clear.');
  await says(ben, '`0:42` was great, go to 0:42 :)');
  await message(ana, 'was great').waitFor();
  await ana.by('composer').press('Escape');
  await ana.by('stage').hover();
  await ana.page.keyboard.press('f');
  await ana.by('chat-over').click();
  await ana.page.locator('.chat-over').getByText('was great').waitFor();
  const phone = await stage().person('Cleo', { viewport: { width: 390, height: 844 }, isMobile: true });
  await phone.comeTo(new URL(ana.page.url()).pathname.split('/').at(-1) ?? '');
  await phone.page.locator('[data-testid=message]', { hasText: 'was great' }).waitFor();
  const wider = await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
});

/** CHAT-41 */
test('with the service off the page says so, promises nothing, and the video plays', async () => {
  const server = await Server.start(['--services', 'users,session,timecode']);
  try {
    const ana = await stage().person('Ana');
    ana.expectTrouble(/503|ERR_CONNECTION_REFUSED/);
    await ana.open(`${server.origin}/`);
    await ana.by('name-input').fill('Ana');
    await ana.by('url-input').fill(`${server.origin}/media/sample.mp4`);
    await ana.by('start').click();
    await ana.join();
    await ana.by('chat-away').getByText('switched off').waitFor();
    expect(await ana.by('chat-away').textContent()).not.toContain('sent when it is back');
    for (const closed of [ana.by('composer'), ana.by('quick-reaction').first()]) {
      expect(await closed.isDisabled()).toBe(true);
      expect(await closed.getAttribute('title')).toContain('switched off');
    }
    await ana.by('play').click();
    await ana.seesMotion();
  } finally {
    await server.remove();
  }
});

/** CHAT-34 */
test('who comes under a name that is not wanted is asked for another one', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('tab-chat').click();
  await ana.by('chat-options').click();
  await ana.by('chat-words').fill('darn');
  await ana.by('chat-words').blur();
  await ana.by('chat-options-close').click();
  await until('the list counts', () =>
    ana.page.evaluate(async (id) => {
      const authorization = `Bearer ${localStorage.getItem('sameframe.token')}`;
      const answer = await fetch(`/api/sessions/${id}/messages`, { headers: { authorization } });
      return (await answer.json()).rules.words.length === 1;
    }, session),
  );
  const ben = await stage().person('D4rn Ben');
  ben.expectTrouble(/422/);
  await ben.open(`/s/${session}`);
  await ben.by('name-input').fill('D4rn Ben');
  await ben.by('join').click();
  await ben.page.locator('[data-testid=door][data-why=name]').waitFor();
  await ben.by('name-input').fill('Ben');
  await ben.by('enter').click();
  await ben.by('play').waitFor();
  await ana.by('tab-people').click();
  await ana.by('person').filter({ hasText: 'Ben' }).waitFor();
  expect(await ana.by('people').textContent()).not.toContain('D4rn');
});
