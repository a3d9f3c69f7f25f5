/** Every word that people read, in one place: sentences for fixed texts, functions where something is put in. */
import type { Service, SettingsChange } from '../client';
import { formatTime } from './format';
import { handshakeText } from './handshake/words';
import { because, plural, signed } from './phrases';
import { away } from './text-away';
import { chat, reactions } from './text-chat';
import { failures } from './text-failures';
import { predictions } from './text-predictions';
import { queue } from './text-queue';
import { replay } from './text-replay';
import { roles, settings } from './text-roles';
import { series } from './text-series';

/** Inside a sentence. */
const lower = (who: string) => (who === 'You' || who === 'Someone' ? who.toLowerCase() : who);

const offOf = (ms: number) =>
  Math.abs(ms) < 0.5 ? 'exact' : `${Math.abs(Math.round(ms))} ms ${ms > 0 ? 'behind' : 'ahead'}`;

export const text = {
  app: 'Sameframe',
  tagline: 'Watch together, on the same frame.',
  home: 'Home',
  loading: 'Loading…',
  tryAgain: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  you: (name: string) => `You are ${name}. Your account`,
  signIn: 'Sign in',

  start: {
    urlLabel: 'Paste a link to a video',
    urlPlaceholder: 'https://…',
    urlHint:
      'A video on YouTube, Vimeo, Dailymotion or Twitch, a video file (MP4, WebM), or a stream (.m3u8, .mpd).',
    urlMissing: 'Paste a link first, or try the sample video.',
    button: 'Start watching together',
    starting: 'Starting…',
    sample: 'Try the sample video',
    title: 'Title',
    titlePlaceholder: 'Made from the link where empty',
    confirmation: 'When somebody plays or pauses',
    confirmationPolicies: {
      off: 'it just happens',
      everyone: 'everybody else confirms within a minute',
      majority: 'most of the others confirm within a minute',
    },
    whenReady: 'Start when everybody is ready, counting down 3-2-1',
    name: 'Your name',
    more: 'More choices',
  },

  /** Instead of an address that is a path on this server. */
  address: {
    sample: 'The sample video',
    ownVideo: 'A video of this server’s own',
    passedOn: 'A video that this server passes on',
  },

  visibility: {
    label: 'Who can find it',
    of: {
      public: 'everybody, on the home page',
      unlisted: 'whoever has the link',
      private: 'only who is invited',
    },
  },

  sessions: {
    live: 'Happening now',
    ended: 'Watch again',
    noLive: 'Nobody is watching anything right now. Start something!',
    noEnded: 'Sessions that have ended can be replayed here.',
    more: 'Show more',
    planned: 'Coming up',
    search: 'Search sessions',
    searchHint: 'A word of the title or of the link',
    notFound: (search: string) => `Nothing with “${search}” here.`,
    guarded: 'Not everybody gets in',
    badgePlanned: 'Planned',
    startsAt: (when: string) => `starts ${when}`,
    failed: 'The list could not be loaded.',
    away: 'This list comes back by itself.',
    badgeLive: 'Live',
    badgeEnded: 'Ended',
    watch: 'Watch',
    replay: 'Replay',
    peopleLive: (now: number, all: number) =>
      all > now ? `${plural(now, 'person', 'people')} now, ${all} in all` : plural(now, 'person', 'people'),
    peopleEnded: (n: number) => plural(n, 'person', 'people'),
    lasted: (duration: string) => `${duration} together`,
    video: (duration: string) => `${duration} video`,
  },

  history: {
    title: 'Your history',
    open: 'History',
    intro: 'What you have watched in this browser, how far, and with whom. Nobody else can see this page.',
    empty: 'Nothing yet. What you watch together shows up here.',
    more: 'Show more',
    failed: 'Your history could not be loaded.',
    withWhom: (names: string) => `with ${names}`,
    alone: 'by yourself',
    seen: (part: string, of: string | null) => (of === null ? `${part} seen` : `${part} of ${of} seen`),
    moreVideos: (n: number) => `and ${plural(n, 'more video', 'more videos')}`,
    at: (position: string) => `stopped at ${position}`,
    goBack: 'Go back in',
    replay: 'Replay',
    goOn: 'Watch the rest',
    goOnWhy: 'Starts a new session with the same video, where you stopped',
    goingOn: 'Starting…',
    continue: 'Continue watching',
  },

  plan: {
    label: 'Plan it for later',
    hint: 'People who open the link before then see a countdown.',
    startsIn: 'Starts in',
    now: 'It is time!',
    calendar: 'Add to calendar',
    change: 'Change the time',
    none: 'No particular time',
    save: 'Save',
  },

  lobby: {
    plays: 'On screen',
    nobody: 'Nobody is here yet. You are the first.',
    here: (n: number) => `${plural(n, 'person is', 'people are')} here`,
    join: 'Join',
    joining: 'Joining…',
    paused: (at: number) => `Paused at ${formatTime(at)}`,
    playing: (at: number) => `Playing, now at ${formatTime(at)}`,
  },

  watch: {
    play: 'Play for everyone',
    pause: 'Pause for everyone',
    back: 'Back 10 seconds for everyone',
    forward: 'Forward 10 seconds for everyone',
    seek: 'Position in the video, for everyone',
    seekValue: (at: number, of: number | null) =>
      of === null ? formatTime(at) : `${formatTime(at)} of ${formatTime(of)}`,
    mute: 'Mute for me',
    unmute: 'Sound on for me',
    volume: 'Volume for me',
    speed: 'Speed for everyone',
    fullscreen: 'Full screen',
    leaveFullscreen: 'Leave full screen',
    keys: 'Keyboard shortcuts',
    copyLink: 'Copy link',
    copied: 'Link copied',
    copyFailed: (link: string) => `Copy this link: ${link}`,
    leave: 'Leave',
    end: 'End session',
    endTitle: 'End this session for everyone?',
    endBody: 'Everyone leaves, and it becomes a replay. This cannot be undone.',
    endConfirm: 'End it',
    tapToJoin: 'Tap to join sound',
    tapToPlay: 'Tap to start the video',
    buffering: 'Loading the video…',
    startsNow: 'Starting together…',
    chat: 'Chat',
    people: 'People',
    activity: 'Activity',
    predictions: 'Predictions',
    you: 'you',
    standing: {
      ready: 'ready',
      paused: 'paused',
      away: 'looks elsewhere',
      trailing: 'catching up',
      buffering: 'loading the video',
      off: (seconds: number) => `${Math.abs(seconds).toFixed(1)} s ${seconds > 0 ? 'behind' : 'ahead'}`,
      inSync: (ms: number) =>
        Math.abs(ms) <= 100 ? 'in sync' : `${Math.abs(ms)} ms ${ms > 0 ? 'behind' : 'ahead'}`,
    },
    away: 'reconnecting',
    gone: 'left',
    noActivity: 'What people do shows up here.',
    panel: 'Chat, people, queue, predictions and activity',
    queue: 'Queue',
    crowd: {
      counts: (present: number, online: number) =>
        `${present.toLocaleString('en')} people are here, ${online.toLocaleString('en')} of them connected.`,
      search: 'Find people by name',
      more: (count: number) => `and ${count.toLocaleString('en')} more`,
      moreFound: 'Show more',
      nobody: 'Nobody here has such a name.',
      failed: 'The list of people could not be loaded.',
      again: 'Try again',
    },
  },

  chat,

  reactions,

  roles,
  series,

  settings,

  sync: {
    label: 'How well you are in sync',
    offset: 'Play earlier on this device',
    offsetWhy:
      'For wireless speakers and slow screens: their sound or picture comes out late. Kept for this browser.',
    paused: 'Paused',
    waiting: 'Starting',
    buffering: 'Loading',
    blocked: 'Stopped',
    idle: 'No video',
    measuring: 'Measuring',
    offline: 'Offline',
    ms: (ms: number) => (Math.abs(ms) < 0.5 ? '0 ms' : `${ms > 0 ? '−' : '+'}${Math.abs(Math.round(ms))} ms`),
    s: (ms: number) => `${ms > 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`,
    short: (ms: number): string =>
      Math.abs(ms) < 1_000
        ? text.sync.ms(ms)
        : `${ms > 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(Math.abs(ms) < 9_950 ? 1 : 0)} s`,
    fine: (ms: number) => signed(-ms, 'ms'),
    room: 'The room',
    apart: (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms apart` : `${(ms / 1000).toFixed(1)} s apart`),
    roomOf: (n: number) => `${n} people, as they told last`,
    roomUnknown: (n: number) => (n === 1 ? 'Only one plays just now' : 'Nothing to compare just now'),
    more: (n: number) => `and ${n} more, closer than these`,
    left: (who: string) => `Not compared: ${who}`,
    mine: 'You, behind (−) or ahead (+)',
    graph: {
      from: '1 min ago',
      to: 'now',
      band: (ms: number) => `green: within ${ms} ms`,
      spoken: (least: number, median: number, most: number) =>
        `How far off you were in the last minute: mostly ${offOf(median)}, between ${offOf(least)} and ${offOf(most)}.`,
      nothing: 'How far off you were in the last minute: nothing was measured.',
    },
    bound: 'Clock error',
    atMost: (ms: number): string => `≤ ${text.sync.number(ms)}`,
    roundTrip: 'Round trip',
    connection: 'Connection',
    connections: {
      connecting: 'Connecting',
      live: 'Live',
      reconnecting: 'Reconnecting',
      away: 'Away',
      stopped: 'Stopped',
    },
    unknown: '–',
    number: (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`,
  },

  stats: {
    open: 'Stats for bug reports',
    key: 'I',
  },

  keys: {
    title: 'Keyboard shortcuts',
    rows: [
      ['Space or K', 'Play or pause for everyone'],
      ['← →', 'Back or forward 5 seconds for everyone'],
      ['J L', 'Back or forward 10 seconds for everyone'],
      ['0 – 9', 'Jump to 0 % – 90 % for everyone'],
      ['↑ ↓', 'Your volume'],
      ['Shift+N', 'Next video, or a vote for it'],
      ['Shift+P', 'The video before, for everyone'],
      ['M', 'Mute for you'],
      ['F', 'Full screen'],
      ['C or Enter', 'Write in the chat; in full screen C shows it over the video'],
      ['Shift + 1 – 6', 'React to the video'],
      ['I', 'Stats for bug reports'],
      ['?', 'This list'],
    ],
  },

  did: {
    someone: 'Someone',
    created: (who: string) => `${who} started the session`,
    joined: (who: string) => `${who} joined`,
    cameBack: (who: string) => `${who} came back`,
    left: (who: string) => `${who} left`,
    others: (count: number) => (count === 1 ? '1 other' : `${count.toLocaleString('en')} others`),
    lost: (who: string) => `${who} lost the connection`,
    renamed: (who: string, name: string) => `${who} is now called ${name}`,
    played: (who: string) => `${who} pressed play`,
    paused: (who: string) => `${who} paused`,
    endOfVideo: 'The video is over',
    nobodyHere: 'Paused, because nobody was here',
    seeked: (who: string, to: number) => `${who} jumped to ${formatTime(to)}`,
    rate: (who: string, rate: number) => `${who} set the speed to ${rate}×`,
    loaded: (who: string) => `${who} put another video on screen`,
    holding: {
      buffering: (who: string) => `Waiting for ${who} to load the video`,
      seek: (who: string) => `Waiting for ${who} to get there`,
      first_start: (who: string) => `Waiting for ${who} to be ready`,
      next_video: (who: string) => `Waiting for ${who} to load the video`,
    },
    wentOn: {
      ready: () => 'Everybody is ready',
      deadline: (who: string) => `Went on without ${who}`,
      superseded: () => 'Nobody waits any more',
    },
    wentOnAnyway: (who: string) => `${who} did not want to wait any longer`,
    asked: 'The others are asked to confirm',
    confirmed: (who: string) => `${who} confirmed`,
    rejected: (who: string) => `${who} did not want it`,
    closed: {
      confirmed: 'It stays: the others confirmed',
      rejected: 'Taken back: the others did not want it',
      expired: 'Taken back: not confirmed in time',
      superseded: 'Not asked any more',
    },
    planned: (who: string, when: string) => `${who} planned this for ${when}`,
    unplanned: (who: string) => `${who} took back the time to meet`,
    said: (who: string, words: string) => `${who}: ${words}`,
    saidAnew: (who: string, words: string) => `${who} corrected: ${words}`,
    tookBack: (who: string) => `${who} took a message back`,
    reactedTo: (who: string, emoji: string) => `${who} reacted with ${emoji}`,
    chatRules: (who: string) => `${who} changed the rules of the chat`,
    redacted: 'Something that was taken back or deleted',
    erased: 'Somebody deleted everything about themselves',
    undone: (who: string) => `${who} took the last action back`,
    you: 'You',
    undo: 'Undo',
    hadToLeave: (who: string) => `${who} had to leave`,
    role: (who: string, whom: string, role: string) => `${who} made ${lower(whom)} a ${role}`,
    handedOver: (from: string, to: string) => `${from} handed the session over to ${lower(to)}`,
    tookOver: (who: string) => `${who} took the session over: its host is not known here any more`,
    kicked: (who: string, whom: string, why: string | null) => `${who} removed ${lower(whom)}${because(why)}`,
    banned: (who: string, whom: string, why: string | null) => `${who} banned ${lower(whom)}${because(why)}`,
    unbanned: (who: string, whom: string) => `${who} lifted the ban of ${lower(whom)}`,
    muted: (who: string, whom: string, why: string | null) =>
      `${who} gave ${lower(whom)} a time-out${because(why)}`,
    unmuted: (who: string, whom: string) => `${who} lifted the time-out of ${lower(whom)}`,
    settings: (who: string, change: SettingsChange) => {
      if (change.control === 'hosts') return `${who} lets only hosts control`;
      if (change.control === 'everyone') return `${who} lets everybody control`;
      if (change.title !== undefined) return `${who} called the session ${change.title}`;
      return `${who} changed the settings`;
    },
    lengthSet: (length: number) => `The video is ${formatTime(length)} long`,
    ended: (who: string) => `${who} ended the session`,
    abandoned: 'The session ended, because nobody was here',
    cut: 'What was saved of this session ends here',
  },

  hold: {
    reasons: {
      buffering: (who: string, seconds: number) =>
        `Waiting for ${who}, loading the video, ${seconds} s left.`,
      seek: (who: string, seconds: number) => `Waiting for ${who} to get there, ${seconds} s left.`,
      first_start: (who: string, seconds: number) => `Waiting for ${who} to be ready, ${seconds} s left.`,
      next_video: (who: string, seconds: number) =>
        `Waiting for ${who} to load the video, ${seconds} s left.`,
    },
    everybody: 'Everybody is ready. Here we go…',
    anyway: 'Start anyway',
    startsIn: (seconds: number) => `Starting in ${seconds}`,
  },

  predictions,

  question: {
    label: 'A question to you',
    played: (who: string) => `${who} pressed play. Go on?`,
    paused: (who: string) => `${who} paused. Stay paused?`,
    keep: 'Yes',
    takeBack: 'No',
    left: (seconds: number) => `${seconds} s left`,
    waiting: (names: string, seconds: number) =>
      `Waiting for ${names} to confirm, ${seconds} s left. Then it is taken back.`,
  },

  queue,

  trouble: {
    reconnecting: 'Reconnecting… the video plays on',
    connecting: 'Connecting…',
    storage: (message: string) => `The server cannot save just now: ${message}`,
    notLetIn: 'The server does not let this page in any more. Reload it to join again.',
    unanswered: 'The server did not answer. Please try again.',
    refused: (message: string) => message.charAt(0).toUpperCase() + message.slice(1),
    unreachable: 'The server cannot be reached. Check your connection and try again.',
  },

  away: {
    of: away,
    /** In a banner, which goes away by itself. */
    notice: (service: Service) => `${away[service].what}. ${away[service].why}`,
    /** At something that was asked for. */
    again: (service: Service) => `${away[service].what}. Try again in a moment.`,
    keepsTrying: 'This page keeps trying.',
    playsOn:
      'Playing together is away just now: that part of the server does not answer. What plays goes on by itself; play, pause and jumps come back with it.',
    notYet:
      'Playing together is away just now: that part of the server does not answer. The video begins here as soon as it is back. Replays work meanwhile.',
    controls: 'This works again when playing together is back',
    chatOff: 'This server has the chat and reactions switched off',
  },

  replay,

  error: {
    noSession: {
      title: 'There is no such session',
      body: 'The link may be mistyped, or the session may be private: then somebody inside has to invite you.',
    },
    ended: { title: 'This session has ended', body: 'You can still see all of it, as it was.' },
    unseen: 'Only who was there, or was invited, can see it again. If you were, sign in as who you were.',
    unreachable: {
      title: 'The server cannot be reached',
      body: 'It may be restarting, or your connection may be down. This page keeps trying.',
    },
    noPage: { title: 'There is no such page', body: 'The link may be mistyped.' },
    refused: { title: 'That did not work', body: '' },
    removed: {
      title: 'You were removed from this session',
      body: 'You can come back if you are welcome.',
    },
    banned: {
      title: 'You were banned from this session',
      body: 'You cannot join it any more. Only the people who run it can change that.',
    },
    comeBack: 'Back to the session',
    watchReplay: 'Watch the replay',
    startOne: 'Start a session',
    goHome: 'To the home page',
  },

  cannotPlay: {
    title: 'This video cannot be played here',
    site: (site: string) => `Videos from ${site} are not supported yet.`,
    open: 'Open the link',
    retrying: 'Trying again by itself…',
    of: failures,
  },

  handshake: handshakeText,

  time: {
    days: (d: number, h: number) => (h === 0 ? `${d} d` : `${d} d ${h} h`),
    today: (time: string) => `today at ${time}`,
    tomorrow: (time: string) => `tomorrow at ${time}`,
    on: (day: string, time: string) => `${day} at ${time}`,
    hours: (h: number, m: number) => (m === 0 ? `${h} h` : `${h} h ${m} min`),
    minutes: (m: number) => `${m} min`,
    seconds: (s: number) => `${s} s`,
  },
} as const;
