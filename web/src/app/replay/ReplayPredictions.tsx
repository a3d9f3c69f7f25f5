/** The predictions as they stood at this moment of the replay, and for a while how the last one came out. */
import '../styles/predictions.css';
import { useComputed } from '@preact/signals';
import { noPredictions, predictionsAfter } from '../../client';
import { text } from '../text';
import { PredictionCard } from '../watch/predictions/PredictionCard';
import type { Showing } from './showing';

/** For how long a result stays, in party time. */
const RESULT_MS = 15_000;

export function ReplayPredictions({ showing }: { showing: Showing }) {
  const { replay } = showing;
  const shown = useComputed(() => {
    const now = Math.max(showing.at.value, replay.startMs);
    const past = replay.events.filter(({ at, event }) => at <= now && event.type.startsWith('prediction_'));
    const { open, over } = past.reduce((known, event) => predictionsAfter(known, event, null), noPredictions);
    const isRecent = (since: string | null) => since !== null && now - Date.parse(since) < RESULT_MS;
    return [...open, ...over.filter(({ since }) => isRecent(since))];
  });
  if (shown.value.length === 0) return null;
  const nameOf = (id: string) => replay.names.get(id) ?? text.did.someone;
  return (
    <section class="replay-predictions" aria-label={text.predictions.replay} data-testid="replay-predictions">
      {shown.value.map((prediction) => (
        <PredictionCard
          key={prediction.id}
          prediction={prediction}
          by={prediction.by === null ? null : nameOf(prediction.by)}
          nameOf={nameOf}
        />
      ))}
    </section>
  );
}
