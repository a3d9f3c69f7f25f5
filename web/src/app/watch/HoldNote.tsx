/** Over the picture: for whom the group waits and how long still, or how soon it starts. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Hold } from '../../client';
import { listed } from '../format';
import { text } from '../text';
import type { Party } from './party';

const TICK_MS = 100;
/** A start that is nearer than this needs no counting. */
const COUNTDOWN_FROM_MS = 1_600;

export function HoldNote({ party }: { party: Party }) {
  const { hold, timeline } = party.view.value;
  if (hold !== null) return <Waiting key={hold.began} party={party} hold={hold} />;
  return timeline.status === 'playing' ? (
    <Countdown key={timeline.rev} party={party} at={timeline.at} />
  ) : null;
}

function Waiting({ party, hold }: { party: Party; hold: Hold }) {
  const seconds = useSeconds(party, hold.until);
  const { members } = party.view.value;
  const isMissing = (id: string) => members.get(id)?.standing?.status !== 'ready';
  const missing = hold.of.filter(isMissing);
  const names = listed(missing.map((id) => members.get(id)?.name ?? text.did.someone));
  const words =
    missing.length === 0 ? text.hold.everybody : text.hold.reasons[hold.reason](names, seconds.value ?? 0);
  return (
    <div class="hold-note" data-testid="hold" data-reason={hold.reason}>
      <span role="status">{words}</span>
      <button
        type="button"
        class="button"
        data-testid="start-anyway"
        disabled={party.away.value}
        onClick={() => party.startAnyway()}
      >
        {text.hold.anyway}
      </button>
    </div>
  );
}

function Countdown({ party, at }: { party: Party; at: number }) {
  const counts = useRef(false);
  const seconds = useSeconds(party, at);
  counts.current ||= (party.msUntil(at) ?? 0) > COUNTDOWN_FROM_MS;
  if (!counts.current || seconds.value === null || seconds.value <= 0) return null;
  return (
    <p class="countdown" role="timer" aria-label={text.hold.startsIn(seconds.value)} data-testid="countdown">
      {seconds.value}
    </p>
  );
}

function useSeconds(party: Party, at: number) {
  const seconds = useSignal(party.secondsUntil(at));
  useEffect(() => {
    const timer = setInterval(() => {
      seconds.value = party.secondsUntil(at);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [at]);
  return seconds;
}
