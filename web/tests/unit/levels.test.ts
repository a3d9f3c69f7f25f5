import { expect, test } from 'vitest';
import { automaticLabel, levelChoices } from '../../src/app/watch/level-choice';
import { fitting } from '../../src/app/watch/quality-choice';
import type { Level } from '../../src/client';

const level = (id: string, height: number | null, bitrate: number): Level => ({ id, height, bitrate });
const LOW = level('0', 360, 800_000);
const MIDDLE = level('1', 720, 2_500_000);
const HIGH = level('2', 1080, 5_240_000);
const LEVELS = [LOW, MIDDLE, HIGH];

const labels = (...levels: Level[]) => levelChoices(levels).map(({ label }) => label);

test('levels are told by how high they are, the best first', () => {
  expect(labels(...LEVELS)).toEqual(['1080p', '720p', '360p']);
});

test('levels of one height are told apart by their bits', () => {
  expect(labels(LOW, MIDDLE, level('3', 720, 4_000_000), level('4', 360, 999_000))).toEqual([
    '720p, 4.0 Mbit/s',
    '720p, 2.5 Mbit/s',
    '360p, 999 kbit/s',
    '360p, 800 kbit/s',
  ]);
});

test('levels without a height come last, by their bits', () => {
  expect(labels(level('0', null, 300_000), HIGH, level('1', null, 1_200_000), level('2', null, 0))).toEqual([
    '1080p',
    '1.2 Mbit/s',
    '300 kbit/s',
    'As shared',
  ]);
});

test('levels that read the same are numbered', () => {
  expect(labels(level('0', 720, 2_500_000), level('1', 720, 2_510_000), level('2', 360, 1))).toEqual([
    '720p, 2.5 Mbit/s',
    '720p, 2.5 Mbit/s (2)',
    '360p',
  ]);
});

test('one level is no choice, and there is an end to the list', () => {
  expect(levelChoices([])).toEqual([]);
  expect(levelChoices([HIGH])).toEqual([]);
  const many = Array.from({ length: 1_000 }, (_, index) => level(String(index), index + 1, 0));
  expect(labels(...many)).toHaveLength(40);
});

test('what is automatic names the level on screen, where one is', () => {
  const choices = levelChoices(LEVELS);
  expect([null, '9', '1'].map((shown) => automaticLabel(choices, shown))).toEqual([
    'Automatic',
    'Automatic',
    'Automatic (720p)',
  ]);
});

test('the last choice is the highest level that is no higher, with the most bits, and else Automatic', () => {
  const choices = [{ height: null }, ...levelChoices([...LEVELS, level('3', 720, 4_000_000)])];
  const ids = levelChoices([...LEVELS, level('3', 720, 4_000_000)]).map(({ level: { id } }) => id);
  expect(ids).toEqual(['2', '3', '1', '0']);
  const found = [null, 2160, 1080, 900, 720, 480, 240].map((height) => fitting(choices, 0, height));
  expect(found).toEqual([0, 1, 1, 2, 2, 4, 0]);
});
