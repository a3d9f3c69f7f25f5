import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { escaped } from '../../src/app/replay/escaped';
import { itemsOf } from '../../src/app/replay/items';
import { savedPage } from '../../src/app/replay/saved-page';
import { SCRIPT, SCRIPT_HASH } from '../../src/app/replay/saved-viewer';
import { type EventFrame, type Note, Replay } from '../../src/client';
import { event, logEvent, session, timeline } from './support';

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

/** The rows of a page whose log is this, after somebody has come and a video began. */
function rowsOf(...what: Parameters<typeof event>[]): string[] {
  const log = [
    event(1, { type: 'joined', member: 'ana', name: 'Ana', role: 'host', visit: 1 }),
    event(2, { type: 'played' }, { status: 'playing', position: 0 }, 'ana'),
    ...what.map((one) => event(...one)),
  ].map(logEvent);
  const replay = new Replay(log, 1_000_000 + 90_000);
  const html = savedPage({
    session,
    replay,
    items: itemsOf(replay),
    link: 'https://watch.example.org/s/s1/replay',
    savedMs: 1_100_000,
  });
  return [...html.matchAll(/<li data-at.*<\/li>/g)].map(([row]) => row);
}

const said = (words: string): EventFrame['event'] => ({
  type: 'said',
  text: words,
  reply_to: null,
  mentions: ['ana'],
  media: { video: timeline({}).video, position: 2 },
});

describe('a saved page shows what was said as the replay does', () => {
  test('with its emphasis, its links, and whom it is for', () => {
    const words = '**bold** _soft_ `x < y` https://example.org/?a=1&b=2 @Ana';
    const row = rowsOf([3, said(words), undefined, 'ana'])[2];
    expect(row).toContain('<bdi class="who">Ana</bdi>');
    expect(row).toContain('<strong>bold</strong> <em>soft</em> <code>x &lt; y</code>');
    expect(row).toContain(
      '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">https://example.org/?a=1&amp;b=2</a>',
    );
    expect(row).toContain('<span class="mention">@Ana</span>');
  });

  test('with places in the video that lead to their moment', () => {
    const row = rowsOf([3, said('look at 0:20'), undefined, 'ana'])[2];
    expect(row).toMatch(/look at <button type="button" data-go="\d+\.\d{3}">0:20<\/button>/);
  });

  test('once, as it read in the end, with what others thought of it', () => {
    const rows = rowsOf(
      [3, said('I like tihs'), undefined, 'ana'],
      [4, { type: 'message_edited', message: 3, text: 'I like this', mentions: [] }, undefined, 'ana'],
      [5, { type: 'reacted_to_message', message: 3, emoji: '❤️', on: true }, undefined, 'ana'],
      [6, { type: 'message_edited', message: 2_000, text: 'of before', mentions: [] }, undefined, 'ana'],
    );
    expect(rows).toHaveLength(4);
    expect(rows[2]).toContain('I like this</bdi> <small>edited</small> <small class="reaction">❤️ 1</small>');
    expect(rows[3]).toContain('of before');
  });

  test('and not at all where it was taken back', () => {
    const rows = rowsOf(
      [3, said('a secret'), undefined, 'ana'],
      [4, { type: 'message_deleted', message: 3 }, undefined, 'ana'],
    );
    expect(rows.join()).not.toContain('a secret');
    expect(rows[2]).toContain('<em>This message was taken back.</em>');
  });

  test('and markup of strangers is text, in whatever it is wrapped', () => {
    const plain = ['x', '**x**', '`x`', '_x_', 'https://example.org/x', 'x 0:20'];
    const evil = ['', '**', '`', '_'].map((sign) => `${sign}${EVIL}${sign}`);
    const links = [`https://example.org/"onclick="x`, `https://example.org/'><b>`, 'javascript:alert(1)'];
    const allowed = new Set(
      plain.flatMap((words) => tagsOf(rowsOf([3, said(words), undefined, 'ana']).join())),
    );
    for (const words of [...evil, ...links]) {
      const row = rowsOf([3, said(words), undefined, 'ana'])[2] ?? '';
      expect(
        tagsOf(row).filter((tag) => !allowed.has(tag)),
        words,
      ).toEqual([]);
      expect(row, words).not.toMatch(/href="(?!https?:)|onclick="|onerror="|\u202e/);
    }
  });
});

test('what is escaped is still the same words', () => {
  expect(escaped(`a & b < c > d " e ' f`)).toBe('a &amp; b &lt; c &gt; d &quot; e &#39; f');
  expect(escaped('é 🎉\u0000\u2066x')).toBe('é 🎉x');
});
