import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { itemsOf } from '../../src/app/replay/items';
import { escaped, savedPage } from '../../src/app/replay/saved-page';
import { SCRIPT, SCRIPT_HASH } from '../../src/app/replay/saved-viewer';
import { type Note, Replay } from '../../src/client';
import { event, logEvent, session } from './support';

const EVIL = `</script><script>alert(1)</script><img src=x onerror="alert(2)">'&\u202e`;

function page(name: string, url = 'https://example.org/film.mp4', notes: readonly Note[] = []): string {
  const log = [
    event(1, { type: 'joined', member: 'ana', name, role: 'host', visit: 1 }),
    event(2, { type: 'played' }, { status: 'playing' }, 'ana'),
    event(3, { type: 'left', member: 'ana', joined: 1, reason: 'asked' }),
    event(61, { type: 'joined', member: 'ana', name, role: 'host', visit: 2 }),
  ].map(logEvent);
  const replay = new Replay(log, 1_000_000 + 90_000);
  return savedPage({
    session: { ...session, title: name, url },
    replay,
    items: itemsOf(replay, notes),
    link: 'https://watch.example.org/s/s1/replay',
    savedMs: 1_100_000,
  });
}

/** What is between the tags of a page, without its own style and script. */
function tagsOf(html: string): string[] {
  const own = html.replace(SCRIPT, '').replace(/<style>[\s\S]*?<\/style>/, '');
  return [...own.matchAll(/<\/?([a-z0-9!]+)/g)].map((match) => match[1] ?? '');
}

describe('REP-40: a saved page', () => {
  test('shows markup in names, titles and notes as text', () => {
    const note = { id: 'n1', at: '1970-01-01T00:16:42.000Z', author: 'cleo', written_at: '' };
    const plain = page('Ana', undefined, [{ ...note, name: 'Cleo', text: 'hello' }]);
    const evil = page(EVIL, undefined, [{ ...note, name: EVIL, text: EVIL }]);
    expect(tagsOf(evil)).toEqual(tagsOf(plain));
    expect(evil).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
    expect(evil).not.toMatch(/\u202e|<img|onerror="/);
    expect(evil.match(/<script/g)).toHaveLength(1);
  });

  test('forbids every script but its own, and every request', () => {
    const hash = createHash('sha256').update(SCRIPT).digest('base64');
    expect(SCRIPT_HASH).toBe(`sha256-${hash}`);
    const html = page('Ana');
    expect(html).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'`);
    expect(html).not.toMatch(/<(link|img|iframe|script src|source|video)/);
    expect(SCRIPT).not.toMatch(/innerHTML|fetch|eval|document\.write/);
  });

  test('links to the video where that is a place on the web', () => {
    expect(page('Ana')).toContain(
      '<a href="https://example.org/film.mp4" rel="noopener noreferrer nofollow">',
    );
    expect(page('Ana', '/media/sample.mp4')).toContain('href="https://watch.example.org/media/sample.mp4"');
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'https://', '" onclick="x']) {
      const html = page('Ana', url);
      expect(html, url).not.toMatch(/href="(javascript|data)/);
      expect(html, url).not.toContain('" onclick="');
    }
  });

  test('says when each was there', () => {
    const html = page('Ana');
    expect(html).toContain('data-spans="0.000 2.000,60.000 89.000"');
    expect(html).toContain('0:00–0:02, 1:00–1:29');
  });

  test('reads without a script: every row stands there', () => {
    const rows = [...page('Ana').matchAll(/<li data-at="([\d.]+)" data-group="(\w+)">/g)];
    expect(rows.map((row) => [row[1], row[2]])).toEqual([
      ['0.000', 'people'],
      ['1.000', 'playback'],
      ['2.000', 'people'],
      ['60.000', 'people'],
    ]);
  });
});

test('what is escaped is still the same words', () => {
  expect(escaped(`a & b < c > d " e ' f`)).toBe('a &amp; b &lt; c &gt; d &quot; e &#39; f');
  expect(escaped('é 🎉\u0000\u2066x')).toBe('é 🎉x');
});
