/** What a client knows of the chat, and how events and pages change it. Pure: every change gives a new value. */
import type { ChatRules, EventFrame, Message, MessagePage, MessageReactions } from './generated/protocol';

export interface ChatState {
  /** In their order; those that were taken back have no text. */
  readonly messages: readonly Message[];
  /** Whether there are older ones to load. */
  readonly more: boolean;
  /** Whether the last ones have been loaded. */
  readonly loaded: boolean;
  readonly rules: ChatRules;
  /** The last events, for pages that were made before them. */
  readonly recent: readonly EventFrame[];
}

export const NO_CHAT: ChatState = {
  messages: [],
  more: false,
  loaded: false,
  rules: { slow_mode_s: 0, links: true, words: [] },
  recent: [],
};

const RECENT_MAX = 200;
/** Older ones are let go while people read the newest, and loaded again by scrolling back. */
const KEPT_MAX = 2_000;

const CHAT_EVENTS: ReadonlySet<EventFrame['event']['type']> = new Set([
  'said',
  'message_edited',
  'message_deleted',
  'reacted_to_message',
  'reacted',
  'chat_rules_set',
  'redacted',
]);

/** Whether an event belongs to the chat, and is told there. */
export function isOfChat({ event }: EventFrame): boolean {
  return CHAT_EVENTS.has(event.type);
}

export function chatAfter(state: ChatState, event: EventFrame, name: string | null): ChatState {
  if (event.event.type === 'erased') return chatWithout(state, event.event.member);
  if (!isOfChat(event) || event.event.type === 'reacted') return state;
  const recent = [...state.recent, event].slice(-RECENT_MAX);
  return { ...state, ...changed(state, event, name), recent };
}

/** Nothing is left of somebody who is deleted. */
function chatWithout(state: ChatState, member: string): ChatState {
  const messages = state.messages
    .filter(({ by }) => by !== member)
    .map((message) => ({ ...message, reactions: reactionsWithout(message.reactions, member) }));
  return { ...state, messages, recent: state.recent.filter(({ by }) => by !== member) };
}

function reactionsWithout(reactions: readonly MessageReactions[], member: string): MessageReactions[] {
  return reactions.flatMap((reaction) => {
    if (!reaction.by.includes(member)) return [reaction];
    const next = { ...reaction, count: reaction.count - 1, by: reaction.by.filter((id) => id !== member) };
    return next.count > 0 ? [next] : [];
  });
}

/** A page of the last messages, or of older ones. What is known already of a later time stays. */
export function chatWithPage(state: ChatState, page: MessagePage, isLatest: boolean): ChatState {
  const known = new Map(state.messages.map((message) => [message.id, message]));
  const first = page.messages[0]?.id ?? Number.POSITIVE_INFINITY;
  // What lies between this page and those from before a gap is not known.
  const joins = !isLatest || state.messages.some(({ id }) => id >= first) || state.messages.length === 0;
  const kept = joins ? known : new Map<number, Message>();
  for (const message of page.messages) {
    const before = kept.get(message.id);
    if (before === undefined || before.rev <= message.rev) kept.set(message.id, message);
  }
  const messages = [...kept.values()].sort((a, b) => a.id - b.id);
  const more = isLatest && joins && state.loaded ? state.more : page.more;
  let next: ChatState = { ...state, messages, more, loaded: state.loaded || isLatest };
  if (isLatest) {
    const rulesAt = state.recent.findLast(({ event }) => event.type === 'chat_rules_set');
    if (rulesAt === undefined) next = { ...next, rules: page.rules };
  }
  for (const event of state.recent) next = { ...next, ...changed(next, event, null) };
  return next;
}

/** Lets go of the oldest. */
export function withoutOldest(state: ChatState): ChatState {
  if (state.messages.length <= KEPT_MAX) return state;
  return { ...state, messages: state.messages.slice(-KEPT_MAX), more: true };
}

function changed(state: ChatState, frame: EventFrame, name: string | null): Partial<ChatState> {
  const { event, seq, by, at } = frame;
  switch (event.type) {
    case 'said': {
      if (by === null || state.messages.some(({ id }) => id === seq)) return {};
      const { text, reply_to, mentions, media } = event;
      const message: Message = {
        id: seq,
        at,
        by,
        name,
        text,
        reply_to,
        mentions,
        media,
        edited_at: null,
        deleted_at: null,
        deleted_by: null,
        rev: seq,
        reactions: [],
      };
      return { messages: [...state.messages, message].sort((a, b) => a.id - b.id) };
    }
    case 'message_edited':
      return replaced(state, event.message, frame, (message) => ({
        ...message,
        text: event.text,
        mentions: event.mentions,
        edited_at: at,
      }));
    case 'message_deleted':
      return replaced(state, event.message, frame, (message) => ({
        ...message,
        text: null,
        reply_to: null,
        mentions: [],
        media: null,
        edited_at: null,
        reactions: [],
        deleted_at: at,
        deleted_by: by,
      }));
    case 'reacted_to_message':
      return replaced(state, event.message, frame, (message) => ({
        ...message,
        reactions: reacted(message.reactions, event.emoji, by ?? '', event.on),
      }));
    case 'chat_rules_set':
      return { rules: event.rules };
    default:
      return {};
  }
}

function replaced(
  state: ChatState,
  id: number,
  { seq }: EventFrame,
  change: (message: Message) => Message,
): Partial<ChatState> {
  const messages = state.messages.map((message) =>
    message.id === id && message.rev < seq ? { ...change(message), rev: seq } : message,
  );
  return { messages };
}

function reacted(
  reactions: readonly MessageReactions[],
  emoji: string,
  by: string,
  on: boolean,
): MessageReactions[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if (known === undefined) return on ? [...reactions, { emoji, count: 1, by: [by] }] : [...reactions];
  if (known.by.includes(by) === on) return [...reactions];
  const next = {
    emoji,
    count: known.count + (on ? 1 : -1),
    by: on ? [...known.by, by] : known.by.filter((id) => id !== by),
  };
  return reactions.flatMap((reaction) => {
    if (reaction !== known) return [reaction];
    return next.count > 0 ? [next] : [];
  });
}
