import { experimentsText as words } from '../text-experiments';
import { type FanPoint, fanOf, HEIGHT, WIDTH } from './fan';

/** How the interval of an arm has narrowed from day to day. */
export function FanGraph({
  arm,
  metric,
  points,
}: {
  arm: string;
  metric: string;
  points: readonly FanPoint[];
}) {
  const fan = fanOf(points);
  const [first, last] = [points[0], points.at(-1)];
  if (fan === null || first === undefined || last === undefined) {
    return <p class="note">{words.fan.short(arm, metric)}</p>;
  }
  const day = (at: number) => new Date(at).toLocaleDateString(undefined, { dateStyle: 'medium' });
  const { low, high } = last.effect;
  const spoken = words.fan.spoken(day(first.at), day(last.at), words.figure(low), words.figure(high));
  return (
    <figure class="fan">
      <figcaption>{words.fan.title(arm, metric)}</figcaption>
      <div class="fan-scale" aria-hidden="true">
        <span>+{words.figure(fan.scale)}</span>
        <span>0</span>
        <span>−{words.figure(fan.scale)}</span>
      </div>
      <svg
        role="img"
        aria-label={`${words.fan.title(arm, metric)}. ${spoken}`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        data-testid="fan"
      >
        <path class="fan-band" d={fan.band} />
        <path class="fan-zero" d={`M0 ${HEIGHT / 2}H${WIDTH}`} />
        <path class="fan-line" d={fan.line} />
      </svg>
      <div class="fan-times" aria-hidden="true">
        <span>{day(first.at)}</span>
        <span>{day(last.at)}</span>
      </div>
    </figure>
  );
}
