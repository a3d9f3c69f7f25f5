/** Times for people to read. */
import { text } from './text';

/** A position: `1:05`, `12:34`, `1:02:03`. */
export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const s = String(whole % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${s}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${s}`;
}

/** A length in words: `45 s`, `12 min`, `1 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return text.time.seconds(whole);
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return text.time.minutes(minutes);
  return text.time.hours(Math.floor(minutes / 60), minutes % 60);
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago: `5 minutes ago`, `yesterday`; the date after a week. */
export function formatAgo(atMs: number, nowMs: number): string {
  const ago = (atMs - nowMs) / 1000;
  if (ago < -7 * 86_400) return new Date(atMs).toLocaleDateString(undefined, { dateStyle: 'medium' });
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, size] of STEPS) {
    if (Math.abs(ago) >= size) return format.format(Math.trunc(ago / size), unit);
  }
  return 'just now';
}

/** A moment ahead: `today at 20:15`, `Friday at 20:15`, and the date when that is further away. */
export function formatWhen(atMs: number, nowMs = Date.now()): string {
  const at = new Date(atMs);
  const time = formatClock(atMs);
  const days = Math.round((startOfDay(atMs) - startOfDay(nowMs)) / 86_400_000);
  if (days === 0) return text.time.today(time);
  if (days === 1) return text.time.tomorrow(time);
  const isSoon = days > 1 && days < 7;
  const day = at.toLocaleDateString(undefined, isSoon ? { weekday: 'long' } : { dateStyle: 'medium' });
  return text.time.on(day, time);
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** How long until then: `2 d 3 h`, `1 h 5 min`, `4:59`. */
export function formatUntil(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1000));
  if (s < 3_600) return formatTime(s);
  const days = Math.floor(s / 86_400);
  const hours = Math.floor(s / 3_600) % 24;
  return days > 0 ? text.time.days(days, hours) : text.time.hours(hours, Math.floor(s / 60) % 60);
}

/** The time of day of something that happened: `20:15`. */
export function formatClock(atMs: number): string {
  return new Date(atMs).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

const list = new Intl.ListFormat('en');
const NAMES_MAX = 3;

/** Ana, Ben, and Cleo; in a crowd the first ones and how many more. */
export function listed(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  return list.format(more > 1 ? [...names.slice(0, NAMES_MAX), `${more} more`] : names);
}
