import type { EventFrame } from '../../client';
import { formatClock } from '../format';

export function ActivityRow({ event, words, at }: { event: EventFrame; words: string; at: number }) {
  return (
    <li class="activity-row" data-testid="activity-row" data-type={event.event.type} data-seq={event.seq}>
      <time dateTime={new Date(at).toISOString()}>{formatClock(at)}</time>
      <span>{words}</span>
    </li>
  );
}
