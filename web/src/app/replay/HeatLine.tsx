import { HEAT_HEIGHT, HEAT_WIDTH, heatPath, peaksOf } from '../../client';
import { formatTime, listed } from '../format';
import { text } from '../text';
import type { Showing } from './showing';

/** Where it was lively, over the time bar. */
export function HeatLine({ showing }: { showing: Showing }) {
  const heat = showing.heat.value;
  if (heat.length === 0) return null;
  const { lengthMs } = showing.replay;
  const peaks = peaksOf(heat, 3).map((share) => formatTime((share * lengthMs) / 1000));
  return (
    <svg
      class="heat"
      role="img"
      aria-label={text.replay.heat(listed(peaks))}
      viewBox={`0 0 ${HEAT_WIDTH} ${HEAT_HEIGHT}`}
      preserveAspectRatio="none"
      data-testid="heat"
    >
      <path d={heatPath(heat)} />
    </svg>
  );
}
