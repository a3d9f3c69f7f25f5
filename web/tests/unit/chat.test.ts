/** The chat as a client keeps it, and the texts of messages. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withDraft } from '../../src/app/watch/chat/draft';
import { type Piece, pieces, safeHref } from '../../src/app/watch/chat/markup';
import { mentioned, nameBegun } from '../../src/app/watch/chat/mentions';
import {
  chatAfter,
  chatWithPage,
  type EventFrame,
  type Member,
  type Message,
  type MessagePage,
  NO_CHAT,
  REACTION_EMOJI,
} from '../../src/client';

function event(seq: number, event: EventFrame['event'], by: string | null = 'ana'): EventFrame {
  return { seq, hash: '', at: 1_000 * seq, by, event };
}

function said(seq: number, words: string, by = 'ana'): EventFrame {
  return event(seq, { type: 'said', text: words, reply_to: null, mentions: [], media: null }, by);
}

function message(id: number, words: string, rev = id): Message {
  return {
    id,
    at: 1_000 * id,
    by: 'ana',
    name: 'Ana',
    text: words,
    reply_to: null,
    mentions: [],
    media: null,
    edited_at: null,
    deleted_at: null,
    deleted_by: null,
    rev,
    reactions: [],
  };
}

const rules = { slow_mode_s: 0, links: true, words: [] };
const page = (messages: Message[], more = false): MessagePage => ({ messages, more, rules });
const chatOf = (...events: EventFrame[]) =>
  events.reduce((state, frame) => chatAfter(state, frame, 'Ana'), NO_CHAT);
const texts = (state: { messages: readonly Message[] }) => state.messages.map(({ text }) => text);

describe('what is known of the chat', () => {
  test('messages come, change and go', () => {
    let state = chatOf(said(3, 'helo'), said(4, 'hi', 'ben'));
    state = chatAfter(
      state,
      event(5, { type: 'message_edited', message: 3, text: 'hello', mentions: [] }),
      'Ana',
    );
    expect(texts(state)).toEqual(['hello', 'hi']);
    state = chatAfter(state, event(6, { type: 'message_deleted', message: 4 }), 'Ana');
    expect(texts(state)).toEqual(['hello', null]);
    expect(state.messages[1]?.deleted_by).toBe('ana');
  });

  test('a reaction is there once for each person', () => {
    const react = (seq: number, by: string, on: boolean) =>
      event(seq, { type: 'reacted_to_message', message: 3, emoji: '😂', on }, by);
    let state = chatOf(said(3, 'x'), react(4, 'ana', true), react(5, 'ben', true), react(6, 'ben', true));
    expect(state.messages[0]?.reactions).toEqual([{ emoji: '😂', count: 2, by: ['ana', 'ben'] }]);
    state = [react(7, 'ana', false), react(8, 'ben', false)].reduce((s, e) => chatAfter(s, e, null), state);
    expect(state.messages[0]?.reactions).toEqual([]);
  });

  test('a page that was made before an event loses nothing, and one made after it says nothing twice', () => {
    const live = chatOf(
      said(8, 'now'),
      event(9, { type: 'message_edited', message: 3, text: 'new', mentions: [] }),
    );
    const early = chatWithPage(live, page([message(3, 'old')], true), true);
    expect(texts(early)).toEqual(['new', 'now']);
    expect(early.more).toBe(true);
    const late = chatWithPage(live, page([message(3, 'newer', 12), message(8, 'now')]), true);
    expect(texts(late)).toEqual(['newer', 'now']);
  });

  test('what came before a gap is loaded again', () => {
    const before = chatWithPage(NO_CHAT, page([message(1, 'one'), message(2, 'two')]), true);
    const again = chatWithPage(before, page([message(90, 'ninety')], true), true);
    expect(texts(again)).toEqual(['ninety']);
    expect(again.more).toBe(true);
    const older = chatWithPage(again, page([message(50, 'fifty')]), false);
    expect(texts(older)).toEqual(['fifty', 'ninety']);
    expect(older.more).toBe(false);
  });

  test('a replay of words that are gone tells nothing', () => {
    expect(chatOf(event(3, { type: 'redacted' })).messages).toEqual([]);
  });
});

/** The pieces in short: `bold(text)`. */
function short(all: readonly Piece[]): string[] {
  return all.map((piece) => {
    if (piece.kind === 'bold' || piece.kind === 'italic')
      return `${piece.kind}(${short(piece.pieces).join('|')})`;
    return piece.kind === 'text' ? piece.text : `${piece.kind}(${'text' in piece ? piece.text : ''})`;
  });
}

describe('the text of a message', () => {
  test.each([
    ['plain words', ['plain words']],
    ['a **bold** and *soft* word', ['a ', 'bold(bold)', ' and ', 'italic(soft)', ' word']],
    ['**very *much* so**', ['bold(very |italic(much)| so)']],
    ['2 * 3 * 4 and snake_case_name', ['2 * 3 * 4 and snake_case_name']],
    ['`a **b** c`', ['code(a **b** c)']],
    ['see https://example.org/x_y_z.', ['see ', 'link(https://example.org/x_y_z)', '.']],
    ['(http://example.org)', ['(', 'link(http://example.org)', ')']],
    ['javascript:alert(1) data:text/html,x', ['javascript:alert(1) data:text/html,x']],
    ['at 12:34 and 1:02:03', ['at ', 'time(12:34)', ' and ', 'time(1:02:03)']],
    ['12:345 1:2:3 ::1', ['12:345 1:2:3 ::1']],
    ['<img src=x onerror=alert(1)>', ['<img src=x onerror=alert(1)>']],
  ])('%s', (words, expected) => {
    expect(short(pieces(words))).toEqual(expected);
  });

  test('names stand out, the longer one first', () => {
    expect(short(pieces('@Anna and @Ann', ['Ann', 'Anna']))).toEqual([
      'mention(@Anna)',
      ' and ',
      'mention(@Ann)',
    ]);
  });

  test('times are places in the video', () => {
    const [piece] = pieces('1:02:03');
    expect(piece).toEqual({ kind: 'time', seconds: 3_723, text: '1:02:03' });
  });

  test('only the web is linked to', () => {
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'vbscript:x',
      'nothing',
    ]) {
      expect(safeHref(bad), bad).toBeNull();
    }
  });

  test('a long text of stars is taken apart in no time', () => {
    const begun = performance.now();
    pieces('*a'.repeat(1_000));
    pieces('_'.repeat(2_000));
    pieces('`'.repeat(2_000));
    pieces('1:1'.repeat(700));
    // Wide enough for any machine; what grows with the square of its length takes minutes.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

describe('who is meant', () => {
  const member = (id: string, name: string) => ({ id, name }) as Member;
  const members = [member('1', 'Ann'), member('2', 'Anna'), member('3', 'Ben Ali')];

  test('a name with an @ is a person', () => {
    expect(mentioned('hi @Ben Ali and @Anna', members)).toEqual(['2', '3']);
    expect(mentioned('@Ann', members)).toEqual(['1']);
    expect(mentioned('mail me at x@example.org', members)).toEqual([]);
  });

  test('a name that is begun is known', () => {
    expect(nameBegun('hello @Be', 9)).toBe('Be');
    expect(nameBegun('@', 1)).toBe('');
    expect(nameBegun('x@y', 3)).toBeNull();
    expect(nameBegun('hello', 5)).toBeNull();
  });
});

test('CHAT-20: the emoji to react with are those of the server', () => {
  const path = new URL('../../../vectors/emoji.json', import.meta.url);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([...REACTION_EMOJI]);
});

test('what comes back into the field loses nothing that has been written there since', () => {
  expect(withDraft('see example.org', '')).toBe('see example.org');
  expect(withDraft('see example.org', ' \n')).toBe('see example.org');
  expect(withDraft('see example.org', 'and this')).toBe('see example.org\nand this');
});
