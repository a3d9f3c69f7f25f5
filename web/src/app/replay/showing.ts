/** A replay that runs: its own clock over the party's time, driving the same engine that drives a live session. */
import { computed, signal } from '@preact/signals';
import type { Timeline } from '../../client';
import { type Replay, shownTimeline } from '../../client';
import { Media } from '../media';

const CLOCK_MS = 100;

export class Showing {
  readonly media: Media;
  /** Where the replay is, in party time. */
  readonly at = signal(0);
  readonly playing = signal(false);
  readonly speed = signal(1);
  /** Changes only when the video changes. */
  readonly videoId = computed(() => this.replay.videoAt(this.at.value)?.id ?? null);
  private anchor: { party: number; local: number };
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(readonly replay: Replay) {
    this.anchor = { party: replay.startMs, local: performance.now() };
    this.at.value = replay.startMs;
    this.media = new Media({
      timeline: () => this.timeline(),
      now: () => this.now(),
      speed: () => this.speed.value,
    });
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

  seekBy(seconds: number): void {
    this.seekTo(this.now() + seconds * 1000);
  }

  seekToShare(share: number): void {
    this.seekTo(this.replay.startMs + share * this.replay.lengthMs);
  }

  setSpeed(speed: number): void {
    this.rebase(this.now());
    this.speed.value = speed;
  }

  destroy(): void {
    clearInterval(this.timer);
    this.media.destroy();
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
