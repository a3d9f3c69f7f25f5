/**
 * How far a worker's clock is ahead of the page's, in milliseconds. Both tick alike, so this never changes.
 *
 * The two time origins tell it, exactly where a browser derives both from one clock (Chromium does). Others take the
 * time of day at each start, and that may have been set or slewed in between. A message there and back proves bounds: it
 * cannot arrive before it was sent. So the origins are believed as far as the bounds allow.
 */
export class ClockGap {
  private least = Number.NEGATIVE_INFINITY;
  private most = Number.POSITIVE_INFINITY;

  constructor(private readonly byOrigins: number) {}

  get ms(): number {
    return Math.min(Math.max(this.byOrigins, this.least), this.most);
  }

  /** `sent` and `back` by the page's clock; `there` by the worker's, in between. */
  narrow(sent: number, there: number, back: number): void {
    this.least = Math.max(this.least, there - back);
    this.most = Math.min(this.most, there - sent);
  }
}
