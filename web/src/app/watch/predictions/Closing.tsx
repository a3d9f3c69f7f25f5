/** When a prediction is locked, counted down on the server's clock. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Prediction } from '../../../client';
import { text } from '../../text';
import type { Party } from '../party';

const TICK_MS = 250;

export function Closing({ party, prediction }: { party: Party; prediction: Prediction }) {
  const words = useSignal('');
  useEffect(() => {
    const tell = () => {
      words.value = wordsOf(party, prediction);
    };
    tell();
    const timer = setInterval(tell, TICK_MS);
    return () => clearInterval(timer);
  }, [party, prediction]);
  return (
    <p class="prediction-closing note" data-testid="prediction-closing">
      {words.value}
    </p>
  );
}

function wordsOf(party: Party, { state, closes }: Prediction): string {
  const words = text.predictions.closes;
  if (state !== 'open') return words.locked;
  if (closes.rule === 'by_hand') return words.byHand;
  if (closes.rule === 'time') return words.in(party.secondsUntil(closes.at) ?? 0);
  const { timeline } = party.view.value;
  if (timeline.video !== closes.video) return words.otherVideo(closes.position);
  if (timeline.status !== 'playing') return words.at(closes.position);
  const left = Math.max(0, closes.position - party.position.value) / timeline.rate;
  return words.atIn(closes.position, Math.ceil(left));
}
