/**
 * What a message's text is made of. It is taken apart into pieces, which the page turns into elements; nothing of it is ever
 * read as HTML.
 */

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'time'; readonly seconds: number; readonly text: string }
  | { readonly kind: 'mention'; readonly text: string }
  | { readonly kind: 'bold' | 'italic'; readonly pieces: readonly Piece[] };

const LINK = /\bhttps?:\/\/[^\s<>"'`]+/i;
const TIME = /(?<![\d:.])(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?![\d:])/;
const NESTING_MAX = 4;

/** What ends a sentence is no part of the link in it. */
const AFTER_LINK = /[.,;:!?)\]}*_…]+$/;

/** Takes a text apart; `names` are those whom it speaks to. */
export function pieces(text: string, names: readonly string[] = [], depth = 0): Piece[] {
  const found: Piece[] = [];
  let rest = text;
  while (rest !== '') {
    const next = first(rest, names, depth);
    if (next === null) break;
    if (next.at > 0) found.push({ kind: 'text', text: rest.slice(0, next.at) });
    found.push(next.piece);
    rest = rest.slice(next.at + next.length);
  }
  if (rest !== '') found.push({ kind: 'text', text: rest });
  return found;
}

interface Found {
  readonly at: number;
  readonly length: number;
  readonly piece: Piece;
}

/** The first piece that is more than text; of two at one place the earlier in this order. */
function first(text: string, names: readonly string[], depth: number): Found | null {
  const all = [code(text), link(text), mention(text, names), time(text)];
  if (depth < NESTING_MAX) {
    all.push(emphasis(text, /\*\*(?=\S)([^\n]*?\S)\*\*/, 'bold', names, depth));
    all.push(
      emphasis(
        text,
        /(?<![\p{L}\p{N}*])\*(?=[^\s*])([^\n*]*[^\s*])\*(?![\p{L}\p{N}*])/u,
        'italic',
        names,
        depth,
      ),
    );
    all.push(
      emphasis(
        text,
        /(?<![\p{L}\p{N}_])_(?=[^\s_])([^\n_]*[^\s_])_(?![\p{L}\p{N}_])/u,
        'italic',
        names,
        depth,
      ),
    );
  }
  let best: Found | null = null;
  for (const found of all) {
    if (found !== null && (best === null || found.at < best.at)) best = found;
  }
  return best;
}

function code(text: string): Found | null {
  const match = /```\n?([^`]+?)\n?```|`([^`\n]+)`/.exec(text);
  if (match === null) return null;
  return {
    at: match.index,
    length: match[0].length,
    piece: { kind: 'code', text: match[1] ?? match[2] ?? '' },
  };
}

function link(text: string): Found | null {
  const match = LINK.exec(text);
  if (match === null) return null;
  const shown = match[0].replace(AFTER_LINK, '');
  const href = safeHref(shown);
  if (href === null) return null;
  return { at: match.index, length: shown.length, piece: { kind: 'link', href, text: shown } };
}

/** Only what leads to the web; null for all else. */
export function safeHref(text: string): string | null {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

function time(text: string): Found | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [shown, hours, minutes, seconds] = match;
  const at = Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
  return { at: match.index, length: shown.length, piece: { kind: 'time', seconds: at, text: shown } };
}

function mention(text: string, names: readonly string[]): Found | null {
  let best: Found | null = null;
  for (const name of names) {
    const shown = `@${name}`;
    const at = text.indexOf(shown);
    const isLonger = best !== null && at === best.at && shown.length > best.length;
    if (at >= 0 && (best === null || at < best.at || isLonger)) {
      best = { at, length: shown.length, piece: { kind: 'mention', text: shown } };
    }
  }
  return best;
}

function emphasis(
  text: string,
  pattern: RegExp,
  kind: 'bold' | 'italic',
  names: readonly string[],
  depth: number,
): Found | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const inner = pieces(match[1] ?? '', names, depth + 1);
  return { at: match.index, length: match[0].length, piece: { kind, pieces: inner } };
}
