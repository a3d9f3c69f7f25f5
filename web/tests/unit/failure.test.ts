import { describe, expect, test } from 'vitest';
import {
  absoluteUrl,
  type PlayerFailure,
  type Probe,
  probe,
  reasonOf,
  siteOf,
  type Video,
} from '../../src/client';

const HTTPS = { protocol: 'https:' };
const file = { url: 'https://example.org/film.mp4', kind: 'file' } as const;
const stream = { url: 'https://example.org/live.m3u8', kind: 'hls' } as const;

const embedded = { url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', kind: 'youtube' } as const;

const answered = (status: number, type = 'video/mp4'): Probe => ({ kind: 'answered', status, type });

describe('the reason of a failure', () => {
  const notSupported: PlayerFailure = { kind: 'not_supported' };
  const cases: [string, PlayerFailure, Pick<Video, 'url' | 'kind'>, Probe, string][] = [
    ['no answer at all', notSupported, file, { kind: 'silent' }, 'network'],
    ['a broken connection', { kind: 'network' }, file, answered(206), 'network'],
    ['a missing file', notSupported, file, answered(404, 'text/html'), 'not_found'],
    ['a removed file', notSupported, file, answered(410), 'not_found'],
    ['a login', notSupported, file, answered(403), 'forbidden'],
    ['a failing server', notSupported, file, answered(503), 'server_error'],
    ['a web page', notSupported, file, answered(200, 'text/html; charset=utf-8'), 'web_page'],
    ['something else', notSupported, file, answered(200, 'application/pdf'), 'web_page'],
    ['an unknown codec', notSupported, file, answered(206), 'codec'],
    ['a broken file', { kind: 'decode' }, file, answered(206), 'codec'],
    ['a file that may not be read but is there', notSupported, file, { kind: 'hidden' }, 'codec'],
    ['a stream of another site', { kind: 'network' }, stream, { kind: 'hidden' }, 'cors'],
    ['a stream with a missing part', { kind: 'network', status: 404 }, stream, answered(200), 'not_found'],
    ['no leave to show it here', { kind: 'not_embeddable' }, embedded, { kind: 'silent' }, 'not_embeddable'],
    ['a removed video of a site', { kind: 'gone' }, embedded, { kind: 'silent' }, 'not_found'],
    ['a channel that is not live', { kind: 'offline' }, embedded, { kind: 'silent' }, 'offline'],
    ['a player that does not come', { kind: 'network' }, embedded, { kind: 'silent' }, 'network'],
    [
      'http in https',
      notSupported,
      { url: 'http://a.org/b.mp4', kind: 'file' },
      { kind: 'silent' },
      'mixed_content',
    ],
    [
      'a known site',
      notSupported,
      { url: 'https://youtu.be/x', kind: 'file' },
      answered(200, 'text/html'),
      'site',
    ],
  ];
  for (const [name, failure, video, found, reason] of cases) {
    test(name, () => {
      expect(reasonOf(failure, video, HTTPS, found)).toBe(reason);
    });
  }
});

test('known sites are recognised by their host, not by a part of it', () => {
  const siteAt = (url: string) => siteOf({ url, kind: 'file' });
  expect(siteAt('https://www.youtube.com/watch?v=1')).toBe('YouTube');
  expect(siteAt('https://player.vimeo.com/video/1')).toBe('Vimeo');
  expect(siteAt('https://www.netflix.com/watch/1')).toBe('Netflix');
  expect(siteAt('https://notyoutube.com/watch?v=1')).toBeNull();
  expect(siteAt('https://youtube.com.example.org/a')).toBeNull();
  expect(siteAt('https://player.vimeo.com/external/1.mp4')).toBeNull();
  expect(siteOf(embedded)).toBeNull();
});

test('a path alone is on this server', () => {
  expect(absoluteUrl({ url: '/media/sample.mp4' }, 'https://party.example')).toBe(
    'https://party.example/media/sample.mp4',
  );
  expect(absoluteUrl({ url: 'https://a.org/b.mp4' }, 'https://party.example')).toBe('https://a.org/b.mp4');
});

describe('the look at the address', () => {
  const failing = () => Promise.reject(new TypeError('failed'));

  test('reads status and type', async () => {
    const headers = { 'content-type': 'text/html' };
    const found = await probe(file.url, async () => new Response('x', { status: 404, headers }));
    expect(found).toEqual({ kind: 'answered', status: 404, type: 'text/html' });
  });

  test('tells what is hidden from what is silent', async () => {
    const hidden: typeof fetch = (_, init) =>
      init?.mode === 'cors' ? failing() : Promise.resolve(new Response());
    expect(await probe(file.url, hidden)).toEqual({ kind: 'hidden' });
    expect(await probe(file.url, failing)).toEqual({ kind: 'silent' });
  });
});
