/** Over the picture: what begins next and when, or that the queue is over. */
import '../../styles/queue.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { QueueAnnounced } from '../../../client';
import { nextOf } from '../../../client';
import { text } from '../../text';
import type { Party } from '../party';
import { titleOf } from './titles';

const TICK_MS = 100;
const END_TOLERANCE_S = 0.5;

export function NextNote({ party }: { party: Party }) {
  const { queue, timeline, hold } = party.view.value;
  const { announced } = queue;
  if (announced !== null) return <Announced key={announced.seq} party={party} announced={announced} />;
  const { length } = timeline;
  const isOver =
    timeline.status === 'paused' && length !== undefined && timeline.position >= length - END_TOLERANCE_S;
  // Where nothing has ever waited, nobody misses anything.
  if (!isOver || hold !== null || nextOf(queue) !== null || !queue.has_previous) return null;
  return (
    <p class="next-note end" data-testid="queue-over">
      {text.queue.over}
    </p>
  );
}

function Announced({ party, announced }: { party: Party; announced: QueueAnnounced }) {
  const { queue } = party.view.value;
  const next = nextOf(queue, announced.reason === 'ended');
  const seconds = useSignal(party.secondsUntil(announced.begins));
  useEffect(() => {
    const timer = setInterval(() => {
      seconds.value = party.secondsUntil(announced.begins);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [announced.begins]);
  if (next === null) return null;
  return (
    <div class="next-note" data-testid="next-note">
      {announced.reason === 'unplayable' && <p class="queue-sub">{text.queue.nobodyCanPlay}</p>}
      <p role="timer">{text.queue.nextIn(seconds.value ?? 0)}</p>
      <p class="next-title" data-testid="next-title">
        {titleOf(next)}
      </p>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          data-testid="next-now"
          disabled={party.away.value}
          onClick={() => party.startAnyway()}
        >
          {text.queue.playAtOnce}
        </button>
        <button
          type="button"
          class="button"
          data-testid="next-cancel"
          disabled={party.away.value}
          onClick={() => party.queue.cancel()}
        >
          {text.cancel}
        </button>
      </div>
    </div>
  );
}
