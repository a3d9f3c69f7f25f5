/** Every word about adding a whole list of videos to the queue. */
import { plural } from './phrases';

export const listText = {
  label: 'A list of videos',
  looking: 'Looking what is in the list…',
  found: (n: number, more: boolean) =>
    more
      ? `The list has more than ${plural(n, 'video', 'videos')}`
      : `The list has ${plural(n, 'video', 'videos')}`,
  nothing: 'There is no video in this list.',
  addAll: (n: number) => (n === 1 ? 'Add it' : `Add all ${n}`),
  addFirst: (n: number) => (n === 1 ? 'Add the first one' : `Add the first ${n}`),
  adding: (done: number, all: number) => `${done} of ${all} added`,
  added: (n: number) => `${plural(n, 'video', 'videos')} added`,
  noRoom:
    'There is no room in the queue for more of yours. Remove something, or wait until something has played.',
  onlySo: (n: number) => `There is room for ${n} more.`,
  left: (n: number) => `${plural(n, 'video was', 'videos were')} not added:`,
  gone: 'it is not there any more',
  unanswered: 'the server did not answer in time',
  untitled: 'Untitled video',
  close: 'Close',
} as const;
