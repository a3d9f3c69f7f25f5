/** A replay that runs: its own clock over the party's time, driving the same engine that drives a live session. */
import { computed, signal } from '@preact/signals';
import type { Note, Timeline } from '../../client';
import { heatOf, type Replay, shownTimeline } from '../../client';
import { whoAmI } from '../handshake/inbox';
import { Media } from '../media';
import { beatsOf, indexAt, isHidden, itemsOf, lastBefore, marksOf, nextAfter, warmthOf } from './items';
import { ReplayReactions } from './reactions';
import { changesOf } from './said';

const CLOCK_MS = 100;
/** Who steps back while it plays, shortly after something happened, means what came before that. */
const STEP_BACK_MS = 1_500;

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

export class Showing {
  readonly media: Media;
  /** Where the replay is, in party time. */
  readonly at = signal(0);
  readonly playing = signal(false);
  readonly speed = signal(1);
  /** Changes only when the video changes. */
  readonly videoId = computed(() => this.replay.videoAt(this.at.value)?.id ?? null);
  /** What of it is left out of the list, the bar and the jumps. */
  readonly hidden = signal<ReadonlySet<string>>(new Set());
  /** What people who were not there have written. */
  readonly notes = signal<readonly Note[]>([]);
  readonly all = computed(() => itemsOf(this.replay, this.notes.value));
  readonly items = computed(() => this.all.value.filter((item) => !isHidden(item, this.hidden.value)));
  readonly marks = computed(() => marksOf(this.items.value, this.replay.lengthMs));
  readonly heat = computed(() => {
    const warmth = this.hidden.value.has('chat') ? [] : warmthOf(this.replay.events);
    return heatOf([...beatsOf(this.items.value), ...warmth], this.replay.startMs, this.replay.endMs);
  });
  /** Which item of the list was the last. */
  readonly current = computed(() => indexAt(this.items.value, this.at.value));
  /** Whether what comes is to be seen: as chosen, or else by who was there and knows it anyway. */
  readonly showsAhead = computed(() => this.wantsAhead.value ?? this.wasThere());
  readonly listed = computed(() =>
    this.showsAhead.value ? this.items.value : this.items.value.slice(0, this.current.value + 1),
  );
  /** Up to when what happened counts: of the last event, so that it does not change ten times a second. */
  readonly reached = computed(() => this.replay.events.findLast(({ seq }) => seq <= this.seq.value)?.at ?? 0);
  readonly changes: ReturnType<typeof changesOf>;
  private readonly wantsAhead = signal<boolean | null>(null);
  /** The number of the last event. */
  private readonly seq = computed(() => this.replay.seqAt(this.at.value));
  readonly present = computed(() => this.replay.presentAfter(this.seq.value));
  readonly reactions: ReplayReactions;
  private anchor: { party: number; local: number };
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(readonly replay: Replay) {
    this.changes = changesOf(replay.events);
    this.anchor = { party: replay.startMs, local: performance.now() };
    this.at.value = replay.startMs;
    this.media = new Media({
      timeline: () => this.timeline(),
      now: () => this.now(),
      speed: () => this.speed.value,
    });
    this.reactions = new ReplayReactions(this);
    this.timer = setInterval(() => this.move(), CLOCK_MS);
  }

  togglePlay(): void {
    this.media.unblockIfSilent();
    const atEnd = this.now() >= this.replay.endMs;
    this.rebase(atEnd ? this.replay.startMs : this.now());
    this.playing.value = !this.playing.value;
    this.media.engine.resync();
  }

  seekTo(party: number): void {
    this.rebase(Math.min(Math.max(party, this.replay.startMs), this.replay.endMs));
    this.media.engine.resync();
  }

  /** Goes to when a place in a video was shown, or else in the one that is on screen. */
  seekToMedia(seconds: number, of: string | undefined): void {
    const video = of ?? this.videoId.value;
    const when = video === null ? null : this.replay.whenShown(video, seconds, this.now());
    if (when !== null) this.seekTo(when);
  }

  setAhead(wanted: boolean): void {
    this.wantsAhead.value = wanted;
  }

  /** Whether something is not to be told of yet. */
  hides(at: number): boolean {
    return !this.showsAhead.value && at > this.at.value;
  }

  seekBy(seconds: number): void {
    this.seekTo(this.now() + seconds * 1000);
  }

  seekToShare(share: number): void {
    this.seekTo(this.replay.startMs + share * this.replay.lengthMs);
  }

  /** Goes to what happened next. */
  next(): void {
    const item = nextAfter(this.items.value, Math.max(this.now(), this.replay.startMs));
    if (item !== null) this.seekTo(item.at);
  }

  /** Goes back to what happened before. */
  previous(): void {
    const item = lastBefore(this.items.value, this.now() - (this.playing.value ? STEP_BACK_MS : 0));
    this.seekTo(item?.at ?? this.replay.startMs);
  }

  setSpeed(speed: number): void {
    this.rebase(this.now());
    this.speed.value = speed;
  }

  /** The next faster or slower speed. */
  changeSpeed(by: 1 | -1): void {
    const speed = SPEEDS[SPEEDS.indexOf(this.speed.value) + by];
    if (speed !== undefined) this.setSpeed(speed);
  }

  /** Leaves a group out, or the notes of one person, or takes them in again. */
  toggle(what: string): void {
    const hidden = new Set(this.hidden.value);
    if (!hidden.delete(what)) hidden.add(what);
    this.hidden.value = hidden;
  }

  destroy(): void {
    clearInterval(this.timer);
    this.reactions.destroy();
    this.media.destroy();
  }

  private wasThere(): boolean {
    const me = whoAmI.value;
    return me !== null && this.replay.names.has(me.id);
  }

  private now(): number {
    if (!this.playing.value) return this.anchor.party;
    const passed = (performance.now() - this.anchor.local) * this.speed.value;
    return Math.min(this.anchor.party + passed, this.replay.endMs);
  }

  private timeline(): Timeline | null {
    const now = this.now();
    const timeline = this.replay.timelineAt(now);
    return timeline === null ? null : shownTimeline(timeline, now, this.playing.value);
  }

  private rebase(party: number): void {
    this.anchor = { party, local: performance.now() };
    this.at.value = party;
  }

  private move(): void {
    if (!this.playing.value) return;
    this.at.value = this.now();
    if (this.at.value < this.replay.endMs) return;
    this.rebase(this.replay.endMs);
    this.playing.value = false;
  }
}
