/**
 * The predictions of a session: what REST tells of them, and how the log's events change it. Pure: every change gives a new
 * value. A replay begins with none and needs the events alone.
 */
import type {
  EventFrame,
  Leader,
  MyPick,
  MyPoints,
  Pick,
  Prediction,
  Predictions,
} from './generated/protocol';

export interface PredictionsKnown {
  /** Open or locked, oldest first. */
  readonly open: readonly Prediction[];
  /** Newest first. */
  readonly over: readonly Prediction[];
  readonly leaders: readonly Leader[];
  readonly me: MyPoints | null;
  /** The number of the last event that is in here. */
  readonly upTo: number;
}

const OVER_MAX = 20;

export const noPredictions: PredictionsKnown = { open: [], over: [], leaders: [], me: null, upTo: 0 };

export function predictionsFrom({ open, over, leaders, me, head }: Predictions): PredictionsKnown {
  return { open, over, leaders, me, upTo: head.seq };
}

/** `me` is the id of the member whose picks are mine; null where nobody's are. */
export function predictionsAfter(
  known: PredictionsKnown,
  frame: EventFrame,
  me: string | null,
): PredictionsKnown {
  if (frame.seq <= known.upTo) return known;
  const { event } = frame;
  const next = { ...known, upTo: frame.seq };
  const since = new Date(frame.at).toISOString();
  switch (event.type) {
    case 'prediction_opened': {
      const { prediction: id, question, closes } = event;
      const outcomes = event.outcomes.map((outcome) => ({ ...outcome, picks: 0, stakes: 0 }));
      const opened: Prediction = {
        id,
        question,
        outcomes,
        by: frame.by,
        opened_at: since,
        closes,
        state: 'open',
        since: null,
        outcome: null,
        refunded: false,
        winners: 0,
        payouts: [],
        mine: null,
      };
      return { ...next, open: [...known.open, opened] };
    }
    case 'prediction_picked': {
      const { pick, before } = event;
      const isMine = event.member === me;
      const open = replaced(known.open, event.prediction, (prediction) => ({
        ...prediction,
        outcomes: moved(prediction.outcomes, pick, before),
        mine: isMine ? { ...pick, paid: null } : prediction.mine,
      }));
      const more = pick.stake - (before?.stake ?? 0);
      return { ...next, open, me: isMine ? paid(known.me, -more) : known.me };
    }
    case 'prediction_locked':
      return {
        ...next,
        open: replaced(known.open, event.prediction, (prediction) => ({
          ...prediction,
          state: 'locked',
          since,
        })),
      };
    case 'prediction_resolved': {
      const { outcome, refunded, winners, payouts } = event;
      return closed(next, event.prediction, (prediction) => {
        const { mine } = prediction;
        const share = payouts.find(({ member }) => member === me)?.paid;
        const isRight = mine?.outcome === outcome;
        // Of many winners only the first are told of: then REST knows.
        const back = mine === null ? null : backOf(mine, { isRight, refunded, share });
        const ended = { state: 'resolved' as const, since, outcome, refunded, winners, payouts };
        return { ...prediction, ...ended, mine: mine && { ...mine, paid: back } };
      });
    }
    case 'prediction_cancelled':
      return closed(next, event.prediction, (prediction) => {
        const { mine } = prediction;
        const ended = { state: 'cancelled' as const, since, refunded: true };
        return { ...prediction, ...ended, mine: mine && { ...mine, paid: mine.stake } };
      });
    case 'erased':
      // What they asked has no words any more.
      return {
        ...next,
        open: known.open.filter(({ by }) => by !== event.member),
        over: known.over.filter(({ by }) => by !== event.member),
        leaders: known.leaders.filter(({ member }) => member !== event.member),
      };
    default:
      return next;
  }
}

interface Result {
  readonly isRight: boolean;
  readonly refunded: boolean;
  readonly share: number | undefined;
}

/** What comes back of a stake; null where only the server knows. */
function backOf(mine: MyPick, { isRight, refunded, share }: Result): number | null {
  if (refunded) return mine.stake;
  if (!isRight || mine.stake === 0) return 0;
  return share ?? null;
}

function closed(
  known: PredictionsKnown,
  id: string,
  close: (prediction: Prediction) => Prediction,
): PredictionsKnown {
  const found = known.open.find((prediction) => prediction.id === id);
  if (found === undefined) return known;
  const over = close(found);
  return {
    ...known,
    open: known.open.filter((prediction) => prediction.id !== id),
    over: [over, ...known.over].slice(0, OVER_MAX),
    me: paid(known.me, over.mine?.paid ?? 0),
  };
}

function paid(me: MyPoints | null, points: number): MyPoints | null {
  return me && { ...me, points: me.points + points };
}

function moved(outcomes: Prediction['outcomes'], pick: Pick, before: Pick | null): Prediction['outcomes'] {
  return outcomes.map((outcome) => {
    let { picks, stakes } = outcome;
    if (outcome.id === before?.outcome) {
      picks -= 1;
      stakes -= before.stake;
    }
    if (outcome.id === pick.outcome) {
      picks += 1;
      stakes += pick.stake;
    }
    return { ...outcome, picks, stakes };
  });
}

function replaced(
  predictions: readonly Prediction[],
  id: string,
  change: (prediction: Prediction) => Prediction,
): Prediction[] {
  return predictions.map((prediction) => (prediction.id === id ? change(prediction) : prediction));
}
