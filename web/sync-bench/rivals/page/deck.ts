/** Drives a plain `<video>` by a rival's rules, along the timeline of a live session. */
import { type EventFrame, type LiveSession, positionAt, type Timeline } from '../../../src/client';
import type { Rival, Step } from '../rival';

const TICK_MS = 50;
/** A start a little off is no reason to seek for any of them. */
const START_TOLERANCE_S = 0.4;
const STILL_TOLERANCE_S = 0.002;
const JUMPS: ReadonlySet<EventFrame['event']['type']> = new Set(['seeked', 'loaded', 'undone']);

export class Deck {
  private timeline: Timeline | null = null;
  /** Where the timeline was when the page heard of it, for those who have no other clock. */
  private heard = { position: 0, atMs: 0 };
  private startTimer: ReturnType<typeof setTimeout> | undefined;
  private everybody: readonly number[] = [];

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly session: LiveSession,
    private readonly rival: Rival,
    /** Server time in milliseconds, by the rival's clock; null before it is known. */
    private readonly now: () => number | null,
  ) {
    const { looks } = rival.rules;
    if (looks === 'timeupdate') video.addEventListener('timeupdate', () => this.look());
    else if (looks !== 'relay') setInterval(() => this.look(), looks);
    session.subscribe({ view: () => this.follow() });
    // For a timeline that came before the clock or the video.
    setInterval(() => this.follow(), TICK_MS);
  }

  /** The relay told where everybody is who follows the timeline `rev`. */
  hear(everybody: readonly number[], rev: number): void {
    if (rev !== this.rev) return;
    this.everybody = everybody;
    if (this.rival.rules.looks === 'relay') this.look();
  }

  /** The number of the timeline that it follows. */
  get rev(): number {
    return this.timeline?.rev ?? 0;
  }

  get oneWayMs(): number {
    return (this.session.clock()?.roundTripMs ?? 0) / 2;
  }

  /** Looks for a timeline that is new. Not before there is a clock: without one nobody could join late. */
  private follow(): void {
    const { timeline, activity } = this.session.view;
    const now = this.now();
    if (now === null || this.video.readyState < HTMLMediaElement.HAVE_METADATA) return;
    if (timeline.rev === this.timeline?.rev) return;
    const first = this.timeline === null;
    const event = activity.find(({ seq }) => seq === timeline.rev);
    this.timeline = timeline;
    this.everybody = [];
    this.hearOf(timeline, first, event, now);
    clearTimeout(this.startTimer);
    this.video.playbackRate = 1;
    this.rival.changed(performance.now());
    const jumps = first || (event !== undefined && JUMPS.has(event.event.type));
    if (timeline.status === 'paused') this.stand(timeline, jumps);
    else if (this.rival.rules.starts === 'scheduled') this.schedule(timeline, jumps, timeline.at - now);
    else this.start(jumps);
  }

  /** Their servers set no moment ahead: there, the motion begins with the event. */
  private hearOf(timeline: Timeline, late: boolean, event: EventFrame | undefined, now: number): void {
    const told = { ...timeline, at: event?.at ?? timeline.at };
    const sentAt = late ? now - this.oneWayMs : told.at;
    this.heard = { position: positionAt(told, sentAt), atMs: performance.now() };
  }

  private stand(timeline: Timeline, jumps: boolean): void {
    this.video.pause();
    const asked = jumps || this.rival.rules.pauses === 'at_the_position';
    if (asked && Math.abs(this.video.currentTime - timeline.position) > STILL_TOLERANCE_S)
      this.video.currentTime = timeline.position;
  }

  private schedule(timeline: Timeline, jumps: boolean, inMs: number): void {
    const away = Math.abs(this.video.currentTime - this.target()) > START_TOLERANCE_S;
    if (inMs <= 0) {
      if (jumps || away) this.video.currentTime = this.target();
      return this.play();
    }
    if (jumps || away) {
      this.video.pause();
      this.video.currentTime = timeline.position;
    }
    this.startTimer = setTimeout(() => this.play(), inMs);
  }

  private start(jumps: boolean): void {
    if (jumps && this.rival.rules.jumps === 'at_once') this.video.currentTime = this.target();
    this.play();
  }

  private play(): void {
    this.rival.changed(performance.now());
    this.video.play().catch(() => {
      // After a reload there was no gesture; the picture is what is measured.
      this.video.muted = true;
      return this.video.play();
    });
  }

  private look(): void {
    const { video, timeline } = this;
    if (timeline?.status !== 'playing' || video.paused || video.seeking) return;
    const step = this.rival.correct({
      nowMs: performance.now(),
      target: this.target(),
      position: video.currentTime,
      everybody: this.everybody,
      oneWayMs: this.oneWayMs,
    });
    this.take(step);
  }

  private take(step: Step): void {
    if (step.kind === 'seek') {
      this.video.playbackRate = 1;
      this.video.currentTime = step.position;
    } else if (step.kind === 'rate' && this.video.playbackRate !== step.rate) {
      this.video.playbackRate = step.rate;
    }
  }

  private target(): number {
    const { timeline } = this;
    if (timeline === null) return 0;
    if (this.rival.rules.clock !== 'heard') return positionAt(timeline, this.now() ?? timeline.at);
    const moved = timeline.status === 'playing' ? performance.now() - this.heard.atMs : 0;
    return this.heard.position + moved / 1000;
  }
}
