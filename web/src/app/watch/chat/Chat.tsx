/** The chat: what people say, the newest at the bottom, and a place to answer. */
import '../../styles/chat.css';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { EventFrame, Message } from '../../../client';
import { describe, formerName, isWorthReading } from '../../describe';
import { formatClock } from '../../format';
import { text } from '../../text';
import { Icon } from '../../ui/Icon';
import { Later } from '../../ui/Later';
import type { Party } from '../party';
import { Composer } from './Composer';
import { MessageRow, UnsentRow } from './MessageRow';

const search = async () => (await import('./Search')).Search;
const chatOptions = async () => (await import('./ChatOptions')).ChatOptions;

/** Closer to the bottom than this is at the bottom, in pixels. */
const BOTTOM_PX = 48;
/** Closer to the top than this, older ones are loaded. */
const TOP_PX = 120;
/** What one says in a row within this time stands together. */
const GROUP_MS = 5 * 60_000;

export function Chat({ party }: { party: Party }) {
  const { chat } = party;
  const tools = useRef<HTMLDivElement>(null);
  const searching = useSignal(false);
  const options = useSignal(false);
  const draft = useSignal<string | null>(null);
  useEffect(() => chat.startReading(), [chat]);
  return (
    <div class="chat" data-testid="chat">
      <div class="chat-tools" ref={tools}>
        <ToolButton
          icon="search"
          label={text.chat.search}
          testId="chat-search"
          pressed={searching.value}
          onClick={() => {
            searching.value = !searching.value;
          }}
        />
        <ToolButton
          icon="options"
          label={text.chat.options}
          testId="chat-options"
          count={chat.home.moderates() ? chat.reports.value.length : 0}
          pressed={options.value}
          onClick={() => {
            options.value = true;
          }}
        />
      </div>
      {searching.value ? (
        <Later
          load={search}
          props={{
            party,
            onClose: () => {
              searching.value = false;
              tools.current?.querySelector('button')?.focus();
            },
          }}
        />
      ) : (
        <MessageList party={party} draft={draft} />
      )}
      <AwayNote party={party} />
      <Composer party={party} draft={draft} />
      {options.value && (
        <Later
          load={chatOptions}
          props={{
            party,
            onClose: () => {
              options.value = false;
            },
          }}
        />
      )}
    </div>
  );
}

interface ToolButtonProps {
  icon: 'search' | 'options';
  label: string;
  testId: string;
  pressed: boolean;
  count?: number;
  onClick: () => void;
}

function ToolButton({ icon, label, testId, pressed, count = 0, onClick }: ToolButtonProps) {
  return (
    <button
      type="button"
      class="chat-tool"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      data-testid={testId}
      onClick={onClick}
    >
      <Icon name={icon} />
      {count > 0 && <span class="count alert">{count}</span>}
    </button>
  );
}

function AwayNote({ party }: { party: Party }) {
  const { away, off } = party.chat;
  if (!away.value) return null;
  return (
    <p class="chat-away" role="status" data-testid="chat-away">
      {off.value ? text.away.chatOff : text.away.notice('message')}
    </p>
  );
}

function MessageList({ party, draft }: { party: Party; draft: Signal<string | null> }) {
  const { chat } = party;
  const list = useRef<HTMLDivElement>(null);
  const atBottom = useRef(true);
  const missed = useSignal(0);
  const { messages, waiting } = chat.shown.value;
  const unsent = chat.unsent.value;
  const last = messages.at(-1)?.id ?? 0;
  const first = messages[0]?.id ?? 0;
  const before = useRef({ first, last, height: 0 });
  const toBottom = () => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
    atBottom.current = true;
    missed.value = 0;
  };
  useLayoutEffect(() => {
    const box = list.current;
    if (box === null) return;
    const was = before.current;
    if (atBottom.current) toBottom();
    else if (first < was.first) box.scrollTop += box.scrollHeight - was.height;
    else if (last > was.last) {
      missed.value += messages.filter(({ id, by }) => id > was.last && by !== party.view.value.me.id).length;
    }
    before.current = { first, last, height: box.scrollHeight };
  });
  useEffect(() => {
    // What is loaded later (a font, a wider panel) moves the bottom.
    const box = list.current;
    if (box === null || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      if (atBottom.current) toBottom();
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const scrolled = () => {
    const box = list.current;
    if (box === null) return;
    atBottom.current = box.scrollHeight - box.scrollTop - box.clientHeight < BOTTOM_PX;
    if (atBottom.current) missed.value = 0;
    if (box.scrollTop < TOP_PX) void chat.loadOlder();
  };
  const isEmpty = messages.length === 0 && unsent.length === 0;
  return (
    <div class="chat-scroll">
      <div
        class="messages"
        role="log"
        aria-live="polite"
        aria-label={text.chat.log}
        ref={list}
        data-testid="messages"
        onScroll={scrolled}
      >
        <div class="messages-grow" />
        {isEmpty && chat.state.value.loaded && <p class="empty">{text.chat.empty}</p>}
        {rowsOf(party, messages).map((row) => (
          <Row key={row.key} row={row} party={party} />
        ))}
        {unsent.map((one) => (
          <UnsentRow
            key={one.id}
            unsent={one}
            party={party}
            onEdit={() => {
              draft.value = chat.takeBack(one);
            }}
          />
        ))}
        {waiting > 0 && (
          <p class="chat-waiting" data-testid="chat-waiting">
            {text.chat.waiting(waiting)}
          </p>
        )}
      </div>
      {missed.value > 0 && (
        <button type="button" class="chat-new" data-testid="chat-new" onClick={toBottom}>
          {text.chat.newMessages(missed.value)}
        </button>
      )}
    </div>
  );
}

type RowOf =
  | { readonly key: string; readonly kind: 'message'; readonly message: Message; readonly isGrouped: boolean }
  | { readonly key: string; readonly kind: 'line'; readonly event: EventFrame }
  | { readonly key: string; readonly kind: 'day'; readonly at: number };

/** Messages, days, and what people did in between. */
function rowsOf(party: Party, messages: readonly Message[]): RowOf[] {
  const { chat } = party;
  const since = chat.state.value.more ? (messages[0]?.id ?? 0) : 0;
  const lines = chat.reading.value.lines
    ? party.view.value.activity.filter((event) => event.seq > since && isWorthReading(event))
    : [];
  const all = [
    ...messages.map((message) => ({ seq: message.id, at: message.at, message })),
    ...lines.map((event) => ({ seq: event.seq, at: event.at, event })),
  ].sort((a, b) => a.seq - b.seq);
  const rows: RowOf[] = [];
  let day = new Date().toDateString();
  let before: Message | null = null;
  for (const one of all) {
    const today = new Date(one.at).toDateString();
    if (today !== day) {
      rows.push({ key: `day-${today}`, kind: 'day', at: one.at });
      [day, before] = [today, null];
    }
    if ('event' in one) {
      rows.push({ key: `line-${one.seq}`, kind: 'line', event: one.event });
      before = null;
      continue;
    }
    const { message } = one;
    const isGrouped =
      before !== null &&
      before.by === message.by &&
      message.at - before.at < GROUP_MS &&
      message.reply_to === null;
    rows.push({ key: `message-${message.id}`, kind: 'message', message, isGrouped });
    before = message;
  }
  return rows;
}

function Row({ row, party }: { row: RowOf; party: Party }) {
  const { activity, members } = party.view.value;
  switch (row.kind) {
    case 'message':
      return <MessageRow message={row.message} isGrouped={row.isGrouped} party={party} />;
    case 'line':
      return (
        <p class="chat-line" data-testid="chat-line">
          <time dateTime={new Date(row.event.at).toISOString()}>{formatClock(row.event.at)}</time>{' '}
          {describe(row.event, (id) => members.get(id)?.name, formerName(row.event, activity))}
        </p>
      );
    case 'day':
      return <p class="chat-day">{new Date(row.at).toLocaleDateString(undefined, { dateStyle: 'full' })}</p>;
  }
}
