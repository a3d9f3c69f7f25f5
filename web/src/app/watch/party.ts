/** One session on the watch page: the client library's parts wired together, and what the page shows as signals. */
import { computed, type Signal, signal } from '@preact/signals';
import type {
  Answer,
  BanList,
  Code,
  Command,
  EventFrame,
  Outcome,
  Permission,
  Report,
  SessionState,
  View,
} from '../../client';
import {
  isMuted,
  isOfChat,
  LiveSession,
  positionAt,
  Reporter,
  statusOf,
  wantedStatus,
  whyNot,
} from '../../client';
import { describe, formerName, isWorthReading } from '../describe';
import type { DoorKey } from '../handshake/door-trouble';
import { asMe, forgetIn, myName, noteBan, rememberIn, rest } from '../identity';
import { Media } from '../media';
import { text } from '../text';
import { clearToasts, toast } from '../toasts';
import { ChatRoom } from './chat/chat-room';
import { PredictionBook } from './predictions/book';
import { QueueDesk } from './queue/desk';
import { Preparing } from './queue/preparing';
import { Reactions } from './reactions/reactions';
import { DriftHistory, HISTORY_STEP_MS } from './sync/drift-history';

const CLOCK_MS = 100;
const PREPARE_MS = 500;
/** A leave that the server has not heard by then becomes a lost connection, which it notices by itself. */
const LEAVE_MS = 1_500;
/** Copies of a video differ by less than this. */
const LENGTH_TOLERANCE_S = 0.5;
/** What is worth taking back, and what that takes. Play and pause are taken back by their own button. */
const UNDOABLE: ReadonlyMap<EventFrame['event']['type'], Permission> = new Map([
  ['seeked', 'seek'],
  ['rate_set', 'set_rate'],
  ['loaded', 'load'],
  ['undone', 'play_pause'],
]);
/** The same in the queue, by the number of the event. */
const UNDOABLE_IN_QUEUE: ReadonlySet<EventFrame['event']['type']> = new Set([
  'queue_added',
  'queue_moved',
  'queue_removed',
  'queue_shuffled',
  'queue_set',
  'queue_undone',
]);
/** Commands that are named as the permission that they take. */
const CONTROLS: ReadonlySet<Permission> = new Set(['play_pause', 'seek', 'set_rate', 'load']);
/** What the service of messages carries. */
const TALK: ReadonlySet<Permission> = new Set(['say', 'edit_own', 'react']);
/** Steps within this time become one seek. */
const STEPS_MS = 250;

/** The tabs of the side panel. */
export type PanelTab = 'chat' | 'people' | 'queue' | 'predictions' | 'activity';

export class Party {
  readonly view: Signal<View>;
  readonly media: Media;
  /** My drift over the last minute. */
  readonly drift = new DriftHistory();
  /** Where the timeline is now, in seconds; moves while it plays. */
  readonly position = signal(0);
  /** Where a gesture wants to go, until the server has answered. */
  readonly aim = signal<number | null>(null);
  /** Why the server cannot save, while it cannot. */
  readonly storageTrouble = signal<string | null>(null);
  /** The same person said goodbye in another tab. */
  readonly leftElsewhere = signal(false);
  readonly length = computed(() => this.view.value.timeline.length ?? this.foundLength());
  /** Nothing that concerns everybody can be asked for: what would do it is away. */
  readonly away = computed(() => this.view.value.connection === 'away');
  /** I have a time-out just now. */
  readonly muted = signal(false);
  readonly playing = computed(() => wantedStatus(this.view.value) === 'playing');
  readonly predictions: PredictionBook;
  /** Which tab of the side panel is open. */
  readonly tab = signal<PanelTab>('chat');
  readonly chat: ChatRoom;
  /** Whether the chat stands over the video in full screen. */
  readonly chatOver = signal(false);
  readonly reactions: Reactions;
  readonly queue = new QueueDesk(
    () => this.view.value,
    (command, expected) => this.ask(command, expected),
    (command) => this.session.ask(command),
    (permission) => this.whyNot(permission),
  );
  private readonly preparing: Preparing;
  private readonly status = computed(() => this.readStatus());
  private readonly reporter: Reporter;
  private readonly ending: (() => void)[] = [];
  private steps: ReturnType<typeof setTimeout> | undefined;
  private lengthTold: string | null = null;
  private leaving = false;

  /** Who has read the session already needs not be told it again: the socket says what has changed. */
  static async enter(id: string, name: string, key: DoorKey = {}, known?: SessionState): Promise<Party> {
    let mine: string | undefined;
    const join = () =>
      asMe((token) => {
        mine ??= token;
        // Somebody who was deleted comes back as somebody new, and not under their old name.
        return rest.join(id, token, { name: token === mine ? name : myName(), ...key }, known !== undefined);
      });
    const session = await LiveSession.enter({ rest, id, join, known });
    rememberIn(id);
    noteBan(id, false);
    return new Party(session);
  }

  private constructor(private readonly session: LiveSession) {
    this.view = signal(session.view);
    this.predictions = new PredictionBook(session);
    this.noteMute();
    this.media = new Media({
      timeline: () => this.session.view.timeline,
      now: () => this.session.serverNow(),
      speed: () => 1,
    });
    const id = session.view.session.id;
    const token = () => session.memberToken;
    this.chat = new ChatRoom({
      id,
      token,
      me: () => session.view.me.id,
      nameOf: (member) => session.view.members.get(member)?.name,
      moderates: () => this.whyNot('delete_message') === null,
      setsRules: () => this.whyNot('settings') === null,
      position: this.position,
      video: () => this.view.value.timeline.video,
    });
    this.reactions = new Reactions({ id, token });
    // What a page does by itself is no news where it does not work.
    this.preparing = new Preparing(
      this.media,
      () => this.session.view,
      (command) => this.session.ask(command),
    );
    this.reporter = new Reporter({
      read: () => this.report(),
      send: (report) => this.session.report(report),
    });
    this.ending.push(
      () => this.predictions.close(),
      session.subscribe({
        view: (view) => this.onView(view),
        event: (event, view) => {
          this.noteLeave(event);
          this.announce(event, view);
          this.reactions.take(event);
        },
        log: (event) => this.chat.take(event),
        fresh: () => this.chat.fresh(),
        reactions: (batch, counts) => this.reactions.told(batch, counts),
        sync: () => this.media.engine.resync(),
      }),
      // The drift alone is no news: it goes with the next report. Whether it is ready is asked about each timeline.
      computed(() => {
        const { rev } = this.view.value.timeline;
        return `${this.status.value} ${rev} ${this.media.failure.value === null}`;
      }).subscribe(() => {
        this.reporter.changed(this.status.value, this.view.value.hold !== null);
      }),
      onVisibility(() => this.reporter.changed('paused')),
      this.media.length.subscribe(() => this.tellLength()),
      every(CLOCK_MS, () => this.moveClock()),
      every(PREPARE_MS, () => {
        if (this.session.view.connection === 'live') this.preparing.look(this.position.value);
      }),
      every(HISTORY_STEP_MS, () => this.drift.add(performance.now(), this.media.sync.value.driftMs)),
    );
  }

  clock() {
    return this.session.clock();
  }

  /** Takes to the chat, wherever it can be seen; in full screen the same key puts it away again. */
  showChat(): void {
    if (document.fullscreenElement === null) this.tab.value = 'chat';
    else {
      this.chatOver.value = !this.chatOver.value;
      if (!this.chatOver.value) return;
    }
    // The composer may have to be drawn first.
    requestAnimationFrame(() => this.chat.focus());
  }

  togglePlay(): void {
    this.media.unblockIfSilent();
    void this.ask({ type: this.playing.value ? 'pause' : 'play' });
  }

  play(): void {
    if (!this.playing.value) this.togglePlay();
  }

  pause(): void {
    if (this.playing.value) this.togglePlay();
  }

  seekTo(position: number): void {
    clearTimeout(this.steps);
    const to = this.bounded(position);
    this.aim.value = to;
    void this.ask({ type: 'seek', position: to }).then(() => {
      if (this.aim.value === to) this.aim.value = null;
    });
  }

  /** Several steps in a row become one seek. */
  seekBy(seconds: number): void {
    clearTimeout(this.steps);
    const to = this.bounded((this.aim.value ?? this.position.value) + seconds);
    this.aim.value = to;
    this.steps = setTimeout(() => this.seekTo(to), STEPS_MS);
  }

  seekToShare(share: number): void {
    const length = this.length.value;
    if (length !== null) this.seekTo(length * share);
  }

  setRate(rate: number): void {
    void this.ask({ type: 'set_rate', rate });
  }

  /** Expects people at another time; at no particular one for null. */
  reschedule(startsAt: string | null): void {
    void this.ask(startsAt === null ? { type: 'reschedule' } : { type: 'reschedule', starts_at: startsAt });
  }

  /** Does not wait for whoever is not ready. */
  startAnyway(): void {
    this.media.unblockIfSilent();
    void this.ask({ type: 'play' });
  }

  answer(change: number, answer: Answer): void {
    void this.ask({ type: 'answer', change, answer });
  }

  /** How many whole seconds are left until a server time; null while the server's clock is not known. */
  secondsUntil(at: number): number | null {
    const ms = this.msUntil(at);
    return ms === null ? null : Math.ceil(ms / 1000);
  }

  /** Server time, or the browser's while that is not known. */
  serverNow(): number {
    return this.session.serverNow() ?? Date.now();
  }

  msUntil(at: number): number | null {
    const now = this.session.serverNow();
    return now === null ? null : Math.max(0, at - now);
  }

  end(): Promise<Outcome> {
    return this.ask({ type: 'end' });
  }

  /** Says goodbye. Ends in any case, also while the server is away. */
  async leave(): Promise<void> {
    this.leaving = true;
    forgetIn(this.view.value.session.id);
    const late = new Promise<void>((done) => setTimeout(done, LEAVE_MS));
    await Promise.race([this.session.ask({ type: 'leave' }), late]);
    this.destroy();
  }

  destroy(): void {
    clearTimeout(this.steps);
    for (const end of this.ending) end();
    this.reporter.stop();
    this.chat.destroy();
    this.reactions.destroy();
    this.media.destroy();
    this.session.close();
  }

  /** Why I may not do something, for me to read; null where I may. */
  whyNot(permission: Permission): string | null {
    if (TALK.has(permission) && this.chat.off.value) return text.away.chatOff;
    const { me } = this.view.value;
    // Read for the signal: a time-out ends by itself.
    const now = this.muted.value ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const why = whyNot(this.view.value, me.id, permission, now);
    return why === null ? null : text.roles.whyNot[why];
  }

  /** Who may not come any more, by the server. */
  bans(): Promise<BanList> {
    return asMe((token) => rest.bans(this.view.value.session.id, token));
  }

  /** Refused with `expected`, it is for the caller to say. */
  async ask(command: Command, expected?: Code): Promise<Outcome> {
    const why = this.whyNotAsk(command);
    if (why !== null) {
      toast(why, 'trouble');
      this.aim.value = null;
      return { kind: 'unanswered' };
    }
    if (this.away.value) {
      toast(text.away.controls, 'trouble');
      return { kind: 'unanswered' };
    }
    const outcome = await this.session.ask(command);
    if (outcome.kind === 'done') this.storageTrouble.value = null;
    else if (outcome.kind === 'unanswered') {
      // Who has gone, or whose session is over, waits for no answer.
      if (this.session.view.stopped === null) toast(text.trouble.unanswered, 'trouble');
    } else if (outcome.kind === 'refused' && outcome.code !== expected) {
      if (outcome.code === 'storage_unavailable') this.storageTrouble.value = outcome.message;
      else toast(text.trouble.refused(outcome.message), 'trouble');
    }
    return outcome;
  }

  private whyNotAsk({ type }: Command): string | null {
    const permission = type === 'play' || type === 'pause' ? 'play_pause' : type;
    const isControl = CONTROLS.has(permission as Permission);
    return isControl ? this.whyNot(permission as Permission) : null;
  }

  /** Tells what others did, and offers to take back what this member may. */
  private announce(event: EventFrame, view: View): void {
    const isMine = event.by === view.me.id;
    const inQueue = UNDOABLE_IN_QUEUE.has(event.event.type);
    const canUndo = event.by !== null && this.mayUndo(event.event, isMine);
    const undo = {
      label: text.did.undo,
      run: () => {
        if (inQueue) this.queue.undo(event.seq);
        else void this.ask({ type: 'undo', seq: event.seq });
      },
    };
    // A wait is told over the picture while it lasts.
    const what = event.event;
    const isAboutMe = (what.type === 'kicked' || what.type === 'banned') && what.member === view.me.id;
    // Who has to go reads it on a page of its own.
    const isShown = what.type === 'hold_began' || isAboutMe;
    // What was just told still has their name.
    if (event.event.type === 'erased') clearToasts();
    if (!isWorthReading(event) || isOfChat(event) || isShown || (isMine && !canUndo)) return;
    const nameOf = (id: string) => (id === view.me.id ? text.did.you : view.members.get(id)?.name);
    toast(describe(event, nameOf, formerName(event, view.activity)), 'news', canUndo ? undo : undefined);
  }

  private mayUndo(event: EventFrame['event'], isMine: boolean): boolean {
    if (UNDOABLE_IN_QUEUE.has(event.type)) return isMine || this.queue.leads;
    const bringsVideo = event.type === 'undone' && event.video !== null;
    const takes = bringsVideo ? 'load' : UNDOABLE.get(event.type);
    if (takes === undefined || this.whyNot(takes) !== null) return false;
    return isMine || this.whyNot('undo_others') === null;
  }

  private noteLeave({ event }: EventFrame): void {
    const isMine = event.type === 'left' && event.member === this.view.value.me.id;
    if (!isMine || event.reason !== 'asked' || this.leaving) return;
    forgetIn(this.view.value.session.id);
    this.leftElsewhere.value = true;
  }

  private onView(view: View): void {
    const before = this.view.value;
    this.view.value = view;
    if (view.stopped === 'removed' || view.stopped === 'banned') forgetIn(view.session.id);
    if (view.stopped === 'banned') noteBan(view.session.id, true);
    if (view.me !== before.me) this.noteMute();
    if (view.connection === 'live' && before.connection !== 'live') this.reporter.start();
    if (view.timeline !== before.timeline) {
      // The same video from its start: what was told of it counts no more.
      if (before.timeline.length !== undefined && view.timeline.length === undefined) this.lengthTold = null;
      this.moveClock();
      this.media.engine.tick();
      this.tellLength();
    }
  }

  private noteMute(): void {
    this.muted.value = isMuted(this.view.value.me, this.serverNow());
  }

  private moveClock(): void {
    if (this.muted.value) this.noteMute();
    const { timeline } = this.session.view;
    const now = this.session.serverNow();
    if (now !== null || timeline.status === 'paused') this.position.value = positionAt(timeline, now ?? 0);
  }

  private foundLength(): number | null {
    const found = this.media.length.value;
    return found?.video === this.view.value.timeline.video ? found.seconds : null;
  }

  /**
   * The first player that knows the length tells it, once; a refusal means that another was faster. The host's player
   * corrects what others have told.
   */
  private tellLength(): void {
    const { timeline } = this.session.view;
    const found = this.media.length.value;
    if (found === null || found.video !== timeline.video || this.lengthTold === timeline.video) return;
    // A copy of it may be a little longer or shorter.
    if (this.media.exchanged.value !== null) return;
    const known = timeline.length;
    const isWrong = known !== undefined && Math.abs(known - found.seconds) > LENGTH_TOLERANCE_S;
    const isHost = this.session.view.me.role === 'host';
    if (known !== undefined && !(isHost && isWrong)) return;
    this.lengthTold = timeline.video;
    void this.session.ask({ type: 'set_length', video: found.video, length: found.seconds });
  }

  private bounded(position: number): number {
    return Math.min(Math.max(position, 0), this.length.value ?? Number.MAX_SAFE_INTEGER);
  }

  private readStatus(): Report['status'] {
    const { hold, timeline } = this.view.value;
    const { sync } = this.media;
    // What was seen of the timeline, or the video, before says nothing of this one.
    const isOfThis = sync.value.rev === timeline.rev && this.media.video === timeline.video;
    // Copies differ by a moment, and so do the ends of picture and sound.
    const length = this.foundLength() ?? timeline.length ?? Number.POSITIVE_INFINITY;
    const leftS = Math.max(0, length - timeline.position - LENGTH_TOLERANCE_S);
    // Read for the signal: what is loaded changes while nothing else does.
    const isLoading = this.media.buffered.value.length > 0;
    const { phase, settled } = sync.value;
    const state = { phase, settled: settled && isOfThis };
    return statusOf(state, hold, isLoading ? this.media.bufferedAhead() : 0, leftS);
  }

  private report(): Report | null {
    // Who has no player for it has to say so, or the others wait.
    const position = this.media.position() ?? (this.media.failure.value === null ? null : 0);
    if (position === null) return null;
    const { driftMs } = this.media.sync.value;
    const report: Report = {
      position,
      status: this.status.value,
      buffered_s: this.media.bufferedAhead(),
      start_latency_ms: this.media.engine.startLatencyMs,
    };
    if (driftMs !== null) report.drift_ms = driftMs;
    // A player that cannot play must not be waited for.
    if (this.media.failure.value === null) report.rev = this.session.view.timeline.rev;
    // Who only listens is here: a hidden page that plays holds its place.
    const waits = this.session.view.hold !== null;
    if (document.hidden && report.status !== 'playing' && !waits) report.away = true;
    return report;
  }
}

function every(ms: number, action: () => void): () => void {
  const timer = setInterval(action, ms);
  return () => clearInterval(timer);
}

function onVisibility(action: () => void): () => void {
  const off = new AbortController();
  document.addEventListener('visibilitychange', action, { signal: off.signal });
  return () => off.abort();
}
