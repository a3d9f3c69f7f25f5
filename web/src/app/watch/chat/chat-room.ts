/** The chat of one session: the client library's parts wired together, and what the page shows as signals. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type {
  ChatRules,
  ChatState,
  Command,
  EventFrame,
  Message,
  MessageReport,
  Say,
  Unsent,
} from '../../../client';
import {
  AwayError,
  chatAfter,
  chatWithPage,
  isOfChat,
  NO_CHAT,
  Outbox,
  ProblemError,
  randomId,
  withoutOldest,
} from '../../../client';
import { asKnown, keep, recall, rest } from '../../identity';
import { text } from '../../text';
import { toast } from '../../toasts';
import { shelfIn } from './shelf';

/** What the chat needs of the session it is in. */
export interface ChatHome {
  readonly id: string;
  readonly me: () => string;
  readonly token: () => string;
  readonly nameOf: (id: string) => string | undefined;
  /** Whether I may take back what others have said, and am above the rules. */
  readonly moderates: () => boolean;
  readonly setsRules: () => boolean;
  /** Where the video on screen is now. */
  readonly position: ReadonlySignal<number>;
  readonly video: () => string;
}

/** What the page keeps of how somebody likes to read. */
export interface Reading {
  /** Lines about what people do, between what they say. */
  readonly lines: boolean;
  /** What belongs to a later place in the video waits until one gets there. */
  readonly spoilerSafe: boolean;
}

const READING_KEY = 'sameframe.chat';
const PAGE_MESSAGES = 50;
/** How often a chat that is away is asked for. */
const AWAY_RETRY_MS = 5_000;
const REPORTS_EVERY_MS = 20_000;
/** A place that is less ahead is the same moment: people are never on the same one. */
const AHEAD_S = 1;

export class ChatRoom {
  readonly state: Signal<ChatState> = signal(NO_CHAT);
  readonly unsent: Signal<readonly Unsent[]>;
  /** The service does not answer; everything else goes on. */
  readonly away = signal(false);
  /** The server has no chat: it is away for good. */
  readonly off = signal(false);
  readonly unread = signal(0);
  /** The rules that were asked for, until the server has answered. */
  readonly wantedRules = signal<ChatRules | null>(null);
  readonly replyTo = signal<Message | null>(null);
  readonly editing = signal<Message | null>(null);
  readonly reading: Signal<Reading>;
  readonly reports = signal<readonly MessageReport[]>([]);
  /** Set to have the composer take the focus. */
  readonly wantsFocus = signal(0);
  /** What can be read now, and how many messages wait further on. */
  readonly shown = computed(() => this.readable(this.state.value.messages));
  private readonly outbox: Outbox;
  private readonly ending: (() => void)[] = [];
  /** How many places show the newest messages. */
  private readers = 0;
  private rulesSent: Promise<void> = Promise.resolve();
  private loading = false;
  /** What is being loaded may be too old by now. */
  private isStale = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly home: ChatHome) {
    this.reading = signal(keptReading());
    this.outbox = new Outbox({
      shelf: shelfIn(home.id),
      send: (id, say) => rest.chat(home.id, home.token(), id, say),
      onChange: (unsent) => {
        this.unsent.value = unsent;
      },
      onAway: (away, isOff) => this.setAway(away, isOff),
    });
    this.unsent = signal(this.outbox.list);
    const off = new AbortController();
    addEventListener('online', () => this.outbox.hurry(), { signal: off.signal });
    document.addEventListener('visibilitychange', () => this.noteRead(), { signal: off.signal });
    // Also where no live socket opens.
    void this.loadLatest();
    this.outbox.hurry();
    const reports = setInterval(() => void this.loadReports(), REPORTS_EVERY_MS);
    this.ending.push(() => {
      off.abort();
      clearInterval(reports);
    });
  }

  destroy(): void {
    clearTimeout(this.retry);
    this.outbox.close();
    for (const end of this.ending) end();
  }

  /** An event of the log, in order. */
  take(event: EventFrame): void {
    if (!isOfChat(event) && event.event.type !== 'erased') return;
    const name = event.by === null ? null : (this.home.nameOf(event.by) ?? event.by_name ?? null);
    const after = chatAfter(this.state.value, event, name);
    this.state.value = this.readers > 0 ? after : withoutOldest(after);
    if (event.event.type !== 'said') return;
    this.setAway(false);
    if (event.by !== this.home.me() && !this.isRead()) this.unread.value += 1;
  }

  /** The connection is there, and what is known may have gaps. */
  fresh(): void {
    void this.loadLatest();
    this.outbox.hurry();
    void this.loadReports();
  }

  say(words: string, mentions: readonly string[]): void {
    const say: Say = { type: 'say', text: words, media_time: this.home.position.value };
    const answered = this.replyTo.value;
    if (answered !== null) say.reply_to = answered.id;
    if (mentions.length > 0) say.mentions = [...mentions];
    this.replyTo.value = null;
    this.outbox.say(say);
  }

  async edit(message: Message, words: string, mentions: readonly string[]): Promise<void> {
    this.editing.value = null;
    if (words === message.text) return;
    await this.ask({ type: 'edit_message', message: message.id, text: words, mentions: [...mentions] });
  }

  remove(message: Message): Promise<boolean> {
    return this.ask({ type: 'delete_message', message: message.id });
  }

  react(message: Message, emoji: string): void {
    const mine = message.reactions.some((of) => of.emoji === emoji && of.by.includes(this.home.me()));
    void this.ask({ type: 'react_to_message', message: message.id, emoji, on: !mine });
  }

  /** Changes some rules. One change after the other: each is sent with what the ones before it have made. */
  setRules(change: Partial<ChatRules>): void {
    const rules = { ...(this.wantedRules.value ?? this.state.value.rules), ...change };
    this.wantedRules.value = rules;
    this.rulesSent = this.rulesSent.then(async () => {
      await this.ask({ type: 'set_chat_rules', ...rules });
      if (this.wantedRules.value === rules) this.wantedRules.value = null;
    });
  }

  async report(message: Message): Promise<void> {
    await this.attempt(
      () => rest.reportMessage(this.home.id, this.home.token(), message.id),
      text.chat.reported,
    );
  }

  retryUnsent(id: string): void {
    this.outbox.retry(id);
  }

  discard(id: string): void {
    this.outbox.discard(id);
  }

  /** Takes back what the server has refused, to be written anew as the answer that it was. Returns its words. */
  takeBack({ id, say }: Unsent): string {
    this.outbox.discard(id);
    this.replyTo.value =
      this.state.value.messages.find((one) => one.id === say.reply_to) ?? this.replyTo.value;
    return say.text;
  }

  search(words: string, before?: number) {
    const query = { q: words, limit: PAGE_MESSAGES, ...(before === undefined ? {} : { before }) };
    return asKnown((token) => rest.messages(this.home.id, query, token));
  }

  async loadOlder(): Promise<void> {
    const first = this.state.value.messages[0];
    if (first === undefined || !this.state.value.more) return;
    await this.load(first.id);
  }

  setReading(reading: Partial<Reading>): void {
    this.reading.value = { ...this.reading.value, ...reading };
    keep(localStorage, READING_KEY, JSON.stringify(this.reading.value));
  }

  /** Somebody looks at the newest messages; returns how they stop. */
  startReading(): () => void {
    this.readers += 1;
    this.noteRead();
    return () => {
      this.readers -= 1;
    };
  }

  focus(): void {
    this.wantsFocus.value += 1;
  }

  /** My last message that can be changed. */
  lastOfMine(): Message | undefined {
    const me = this.home.me();
    return this.state.value.messages.findLast(({ by, text: words }) => by === me && words !== null);
  }

  private noteRead(): void {
    if (this.isRead()) this.unread.value = 0;
  }

  private isRead(): boolean {
    return this.readers > 0 && !document.hidden;
  }

  private async loadLatest(): Promise<void> {
    clearTimeout(this.retry);
    if (this.loading) {
      this.isStale = true;
      return;
    }
    const loaded = await this.load();
    if (this.isStale) {
      this.isStale = false;
      void this.loadLatest();
    } else if (!loaded) this.retry = setTimeout(() => void this.loadLatest(), AWAY_RETRY_MS);
  }

  private async load(before?: number): Promise<boolean> {
    if (this.loading) return true;
    this.loading = true;
    try {
      const query = { limit: PAGE_MESSAGES, ...(before === undefined ? {} : { before }) };
      const page = await asKnown((token) => rest.messages(this.home.id, query, token));
      this.state.value = chatWithPage(this.state.value, page, before === undefined);
      this.setAway(false);
      return true;
    } catch (error) {
      this.setAway(error instanceof AwayError, error instanceof AwayError && error.isOff);
      return false;
    } finally {
      this.loading = false;
    }
  }

  private async loadReports(): Promise<void> {
    if (!this.home.moderates() || this.away.value) return;
    const list = await rest.messageReports(this.home.id, this.home.token()).catch(() => null);
    if (list !== null) this.reports.value = list.reports;
  }

  private setAway(away: boolean, isOff = false): void {
    this.off.value = isOff;
    const isBack = this.away.value && !away;
    this.away.value = away;
    if (away) {
      clearTimeout(this.retry);
      this.retry = setTimeout(() => void this.loadLatest(), AWAY_RETRY_MS);
    } else if (isBack) {
      this.outbox.hurry();
    }
  }

  private async ask(command: Command): Promise<boolean> {
    return this.attempt(() => rest.chat(this.home.id, this.home.token(), randomId(), command));
  }

  private async attempt(call: () => Promise<unknown>, done?: string): Promise<boolean> {
    try {
      await call();
      if (done !== undefined) toast(done);
      return true;
    } catch (error) {
      if (error instanceof AwayError) this.setAway(true, error.isOff);
      const why =
        error instanceof ProblemError ? text.trouble.refused(error.message) : text.trouble.unanswered;
      toast(error instanceof AwayError ? text.away.again('message') : why, 'trouble');
      return false;
    }
  }

  /** What of these can be read now, and how many wait further on. */
  readable(messages: readonly Message[]): { messages: readonly Message[]; waiting: number } {
    if (!this.reading.value.spoilerSafe) return { messages, waiting: 0 };
    // A whole second is fine enough, and does not draw the list ten times a second.
    const reached = Math.floor(this.home.position.value) + AHEAD_S;
    const video = this.home.video();
    const isAhead = ({ media, by }: Message) =>
      media !== null && media.video === video && media.position > reached && by !== this.home.me();
    const readable = messages.filter((message) => !isAhead(message));
    return { messages: readable, waiting: messages.length - readable.length };
  }
}

function keptReading(): Reading {
  const fresh: Reading = { lines: true, spoilerSafe: false };
  try {
    const kept = JSON.parse(recall(localStorage, READING_KEY) ?? '{}') as Partial<Reading>;
    return { lines: kept.lines ?? fresh.lines, spoilerSafe: kept.spoilerSafe ?? fresh.spoilerSafe };
  } catch {
    return fresh;
  }
}
