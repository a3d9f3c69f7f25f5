/** What people are told of a part of the server that is away. */
import type { Service } from '../client';

export const away: Record<Service, { what: string; why: string }> = {
  users: {
    what: 'Nobody new can come in just now',
    why: 'The part of the server that knows people does not answer. Whoever has been here before goes on as always.',
  },
  session: {
    what: 'The sessions are away just now',
    why: 'The part of the server that keeps them does not answer: none can be listed, started or joined. Whoever is watching already goes on.',
  },
  timecode: {
    what: 'Playing together is away just now',
    why: 'The part of the server that keeps everybody together does not answer. Sessions can still be found, and replays work.',
  },
  prediction: {
    what: 'Predictions are away just now',
    why: 'The part of the server that keeps them does not answer, or is switched off. Everything else goes on.',
  },
  catalog: {
    what: 'The catalogue is away just now',
    why: 'The part of the server that knows videos does not answer. Paste the address of a video: watching together goes on as always.',
  },
  recommendation: {
    what: 'Recommendations are away just now',
    why: 'The part of the server that knows what people may like does not answer, or is switched off. Everything else goes on.',
  },
  message: {
    what: 'The chat is away just now',
    why: 'The part of the server that carries messages does not answer. What you write waits here and is sent when it is back. Playing together goes on as always.',
  },
};
