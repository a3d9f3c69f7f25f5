/** What is read on the page of a series, and by who makes one. */

export const words = {
  unknown: {
    title: 'There is no such series',
    body: 'The link may be mistyped. Ask somebody who was there for the right one.',
  },
  ended: 'It is over. Its replays stay.',
  toEvening: 'To this evening',
  openNow: 'Open the next evening now',
  link: 'The link for every evening',
  calendar: 'Add to calendar',
  evenings: 'Evenings so far',
  noEvenings: 'There has been none yet.',
  evening: (number: number) => `Evening ${number}`,
  more: 'Show more',
  pausedBody: 'No evening begins until it goes on.',

  repeat: 'Repeat this every week',
  repeatHint: 'One link that stays, and each evening its own replay.',
  day: 'Day',
  clock: 'Time',
  addTime: 'Add a time',
  removeTime: 'Remove this time',
  make: 'Repeat',
  change: 'Change the times',
  save: 'Save',
  pause: 'Pause',
  goOn: 'Go on',
  end: 'End the series',
  endBody: 'No more evenings, for ever. The replays stay.',
  endConfirm: 'End it',
} as const;
