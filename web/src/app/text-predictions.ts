/** Every word about predictions. */
import { formatTime } from './format';

const points = (n: number) => `${n.toLocaleString('en')} ${n === 1 ? 'point' : 'points'}`;
const people = (n: number) => `${n.toLocaleString('en')} ${n === 1 ? 'person' : 'people'}`;

export const predictions = {
  points,
  balance: (n: number) => `You have ${points(n)} to stake`,
  nothing: 'Nobody has asked anything yet. What will happen next?',
  loading: 'Loading predictions…',
  ask: 'Ask what happens next',
  form: {
    question: 'What do you want to know?',
    questionPlaceholder: 'Who did it?',
    outcome: (n: number) => `Outcome ${n}`,
    add: 'One more outcome',
    remove: (n: number) => `Remove outcome ${n}`,
    closes: 'Picks close',
    rules: {
      by_hand: 'when I say so',
      time: 'after a time',
      position: 'at a place in the video',
    },
    seconds: 'Seconds from now',
    position: 'Where in the video (minutes:seconds)',
    badPosition: 'Write a place in the video like 12:34.',
    needs: 'It needs a question and at least two different outcomes.',
    open: 'Ask everybody',
  },
  pick: {
    choose: 'Choose an outcome',
    stake: 'Points to stake',
    all: 'All',
    free: (outcome: string) => `Pick “${outcome}” without a stake`,
    with: (outcome: string, n: number) => `Pick “${outcome}” with ${points(n)}`,
    tooMuch: (most: number) => `You have only ${points(most)} to stake`,
    same: 'This is your pick',
    keeps: 'Until picks close you can change it, or stake more.',
    label: (text: string, share: number, n: number, stakes: number) =>
      `${text}: ${share} percent, ${people(n)}, ${points(stakes)}`,
    yours: 'Your pick',
    on: (n: number, stakes: number) =>
      stakes === 0 ? people(n) : `${people(n)} · ${stakes.toLocaleString('en')} pts`,
  },
  state: {
    open: 'Open',
    locked: 'Locked',
    resolved: 'It came out',
    cancelled: 'Called off',
  },
  closes: {
    byHand: 'Open until it is locked by hand',
    in: (seconds: number) => `Locks in ${formatTime(seconds)}`,
    at: (position: number) => `Locks at ${formatTime(position)} of the video`,
    atIn: (position: number, seconds: number) =>
      `Locks at ${formatTime(position)} of the video, in ${formatTime(seconds)}`,
    otherVideo: (position: number) => `Locks at ${formatTime(position)} of another video`,
    locked: 'No more picks. Waiting for how it comes out.',
  },
  direct: {
    lock: 'Lock now',
    cancel: 'Call off',
    was: 'What was it?',
    reveal: (outcome: string) => `Reveal: ${outcome}`,
    choose: 'Choose what it was',
  },
  result: {
    was: (answer: string) => `It was: ${answer}`,
    won: (n: number) => `You won ${points(n)}`,
    even: 'You were right, and got your stake back',
    right: 'You were right',
    lost: (n: number) => `You lost ${points(n)}`,
    wrong: 'You were wrong',
    back: 'Your stake came back',
    refunded: 'Nobody had staked on it: all stakes went back.',
    cancelled: 'Called off: all stakes went back.',
    winners: (n: number, pool: number) =>
      n === 1 ? `One person got ${points(pool)}` : `${people(n)} shared ${points(pool)}`,
    share: (name: string, n: number) => `${name} +${n.toLocaleString('en')}`,
  },
  over: 'How it came out',
  leaders: {
    title: 'Leaderboard',
    none: 'Nothing has come out yet. Everybody has the same.',
    tally: (right: number, wrong: number) => `${right} right, ${wrong} wrong`,
  },
  history: {
    title: 'My predictions, session by session',
    none: 'Nothing of yours has come out yet.',
    line: (won: number, lost: number) => `+${won.toLocaleString('en')} −${lost.toLocaleString('en')}`,
    more: 'Show more',
  },
  replay: 'Predictions at this moment',
  did: {
    opened: (who: string, question: string) => `${who} asks: ${question}`,
    picked: (who: string) => `${who} picked`,
    locked: (question: string) => `No more picks: ${question}`,
    resolved: (question: string, answer: string, refunded: boolean) =>
      `“${question}” It was: ${answer}${refunded ? '. All stakes went back' : ''}`,
    cancelled: (question: string) => `Called off: ${question}`,
  },
} as const;
