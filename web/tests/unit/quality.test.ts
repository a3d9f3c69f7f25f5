import { expect, test } from 'vitest';
import { choicesOf, fitting } from '../../src/app/watch/quality-choice';
import type { VideoQuality } from '../../src/client';

const quality = (part: Partial<VideoQuality>): VideoQuality => ({
  kind: 'file',
  url: 'https://example.org/a.mp4',
  height: null,
  name: null,
  ...part,
});
const STREAM = quality({ kind: 'hls', url: 'https://example.org/a.m3u8' });
const HIGH = quality({ url: 'https://example.org/1080.mp4', height: 1080, name: 'Full HD' });
const LOW = quality({ url: 'https://example.org/360.mp4', height: 360 });

const labels = (video: { kind: 'file' | 'hls'; url: string }, ...qualities: VideoQuality[]) =>
  choicesOf(video, qualities).map(({ label }) => label);

test('qualities are told by how high they are, and else by their names', () => {
  expect(labels({ kind: 'hls', url: STREAM.url }, STREAM, HIGH, LOW)).toEqual(['Automatic', '1080p', '360p']);
  const named = quality({ url: 'https://example.org/b.mp4', name: 'Web 15 Mbps' });
  const unnamed = quality({ url: 'https://example.org/c.mp4' });
  expect(labels({ kind: 'file', url: named.url }, named, unnamed)).toEqual(['Web 15 Mbps', 'As shared']);
});

test('what reads the same is numbered, and what nothing here plays is left out', () => {
  const other = quality({ url: 'https://example.org/other.mp4', height: 1080 });
  const odd = quality({ kind: 'torrent', url: 'https://example.org/t' });
  expect(labels({ kind: 'file', url: HIGH.url }, HIGH, other, odd)).toEqual(['1080p', '1080p (2)']);
});

test('what everybody plays is among them, also where its provider names others', () => {
  expect(labels({ kind: 'file', url: 'https://example.org/shared' }, HIGH, LOW)).toEqual([
    'As shared',
    '1080p',
    '360p',
  ]);
});

test('the next video is watched in the best quality that is no higher than the last choice', () => {
  const choices = choicesOf({ kind: 'hls', url: STREAM.url }, [STREAM, HIGH, LOW]);
  expect([null, 1080, 720, 360, 240].map((height) => fitting(choices, 0, height))).toEqual([0, 1, 2, 2, 0]);
});
