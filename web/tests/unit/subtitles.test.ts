import { expect, test } from 'vitest';
import { toWebVtt } from '../../src/app/watch/web-vtt';

test('SubRip becomes WebVTT, and WebVTT stays as it is', () => {
  const vtt = 'WEBVTT\n\n1\n00:00:01.500 --> 00:00:02.000\nWell, well\n';
  expect(toWebVtt('\ufeff1\r\n00:00:01,500 --> 00:00:02,000\r\nWell, well\r\n')).toBe(vtt);
  expect(toWebVtt(vtt)).toBe(vtt);
});
