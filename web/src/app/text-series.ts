/** What everybody reads of series: parties that come back. Who looks at one reads `text-series-page.ts`. */
import type { Weekday } from '../client';

export const series = {
  days: {
    monday: 'Monday',
    tuesday: 'Tuesday',
    wednesday: 'Wednesday',
    thursday: 'Thursday',
    friday: 'Friday',
    saturday: 'Saturday',
    sunday: 'Sunday',
  } satisfies Record<Weekday, string>,
  time: (day: string, time: string) => `${day} ${time}`,
  every: (times: string) => `every ${times}`,
  everyIn: (times: string, zone: string) => `every ${times} (${zone})`,
  noTimes: 'at no fixed time',
  heading: 'Every week',
  now: 'happening now',
  next: (when: string) => `next ${when}`,
  paused: 'paused',
  by: (name: string) => `with ${name}`,
  part: (title: string, times: string) => `An evening of “${title}”, ${times}`,
  toSeries: 'All evenings',
} as const;
