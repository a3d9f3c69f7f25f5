/** The times of a series, for people to read and to choose. */
import type { Series, Weekday, WeeklyTime } from '../../client';
import { listed } from '../format';
import { text } from '../text';

/** In the order of `Date.getDay`. */
const DAYS: readonly Weekday[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
];
export const WEEK: readonly Weekday[] = [...DAYS.slice(1), 'sunday'];

export function myZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `every Friday 20:00`; with the zone where it is another one than here. */
export function everyWords(
  { weekly, time_zone }: Pick<Series, 'weekly' | 'time_zone'>,
  here = myZone(),
): string {
  const words = text.series;
  if (weekly.length === 0) return words.noTimes;
  const times = listed(weekly.map(({ day, time }) => words.time(words.days[day], time)));
  return time_zone === here ? words.every(times) : words.everyIn(times, time_zone.replaceAll('_', ' '));
}

/** The time of the week of a moment, by the clocks here. */
export function weeklyAt(ms: number): WeeklyTime {
  const at = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return { day: DAYS[at.getDay()] ?? 'friday', time: `${two(at.getHours())}:${two(at.getMinutes())}` };
}
