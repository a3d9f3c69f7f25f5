/** A server that runs without its service of messages. */
import { expect, test } from 'vitest';
import { Server } from './support/server';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage(() => Server.start(['--services', 'users,session,timecode,catalog']));

test('where the chat is switched off, nobody is promised that it comes back', async () => {
  const ana = await stage().person('Ana');
  ana.expectTrouble(/Failed to load resource/);
  await ana.startSession(`${stage().server.origin}/media/sample.mp4`);
  await ana.join();
  const note = ana.by('chat-away');
  await note.waitFor();
  expect(await note.textContent()).toContain('switched off');
  expect(await note.textContent()).not.toContain('sent when it is back');
  const composer = ana.by('composer');
  await until('the field is closed', () => composer.isDisabled());
  expect(await composer.getAttribute('placeholder')).toContain('switched off');
  const reaction = ana.by('quick-reaction').first();
  expect(await reaction.isDisabled()).toBe(true);
  expect(await reaction.getAttribute('title')).toContain('switched off');
  await ana.by('play').click();
  await ana.shows('playing');
});
