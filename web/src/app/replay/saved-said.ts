/**
 * What people said, as a saved page shows it: as it read in the end, and what others thought of it. Pure. Every word of
 * theirs goes through `escaped`, and a link leads to the web or is none.
 */
import type { Replay } from '../../client';
import { text } from '../text';
import { type Piece, pieces } from '../watch/chat/markup';
import { escaped } from './escaped';
import type { Item } from './items';
import { changesOf, saidBy } from './said';

/** More places in videos are not looked up; they stay as they were written. */
const TIMES_MAX = 500;

export interface Sayings {
  /** What somebody said; null for everything else. */
  htmlOf(item: Item): string | null;
  /** Whether the row of a message tells already what this is. */
  tellsOf(item: Item): boolean;
}

export function savedSayings(items: readonly Item[], replay: Replay): Sayings {
  const changes = changesOf(replay.events);
  const listed = new Set(items.flatMap(({ type, event }) => (type === 'said' && event ? [event.seq] : [])));
  let times = 0;
  return {
    tellsOf: ({ event }) => event?.event.type === 'message_edited' && listed.has(event.event.message),
    htmlOf: ({ at, event }) => {
      const said = event === null ? null : saidBy(event, changes.get(event.seq));
      if (event === null || event.event.type !== 'said' || said === null) return null;
      const video = event.event.media?.video ?? replay.videoAt(at)?.id;
      const placeOf = (seconds: number) => {
        times += 1;
        const isTooMany = video === undefined || times > TIMES_MAX;
        return isTooMany ? null : replay.whenShown(video, seconds, at);
      };
      const named = said.mentions.flatMap((id) => replay.names.get(id) ?? []);
      const words =
        said.text === null
          ? `<em>${escaped(text.chat.deleted)}</em>`
          : `<bdi class="said">${pieces(said.text, named)
              .map((piece) => htmlOf(piece, (seconds) => buttonTo(placeOf(seconds), replay)))
              .join('')}</bdi>`;
      const edited = said.edited && said.text !== null ? ` <small>${escaped(text.chat.edited)}</small>` : '';
      const reactions = [...said.reactions]
        .map(([emoji, count]) => ` <small class="reaction">${escaped(emoji)} ${count}</small>`)
        .join('');
      const name = replay.names.get(event.by ?? '') ?? text.did.someone;
      return `<span><bdi class="who">${escaped(name)}</bdi>: ${words}${edited}${reactions}</span>`;
    },
  };
}

/** How a button begins that leads to a moment of the page; null where there is none. */
function buttonTo(at: number | null, { startMs }: Replay): string | null {
  return at === null ? null : `<button type="button" data-go="${((at - startMs) / 1000).toFixed(3)}">`;
}

function htmlOf(piece: Piece, buttonOf: (seconds: number) => string | null): string {
  switch (piece.kind) {
    case 'bold':
    case 'italic': {
      const inner = piece.pieces.map((part) => htmlOf(part, buttonOf)).join('');
      return piece.kind === 'bold' ? `<strong>${inner}</strong>` : `<em>${inner}</em>`;
    }
    case 'text':
      return escaped(piece.text);
    case 'code':
      return `<code>${escaped(piece.text)}</code>`;
    case 'mention':
      return `<span class="mention">${escaped(piece.text)}</span>`;
    case 'link':
      return `<a href="${escaped(piece.href)}" target="_blank" rel="noopener noreferrer nofollow">${escaped(piece.text)}</a>`;
    case 'time': {
      const button = buttonOf(piece.seconds);
      return button === null ? escaped(piece.text) : `${button}${escaped(piece.text)}</button>`;
    }
  }
}
