import { text } from '../../text';
import { BAND_MS, graphOf, HEIGHT, heightOf, WIDTH } from './drift-graph';
import { type DriftSample, extentOf } from './drift-history';

/** My drift over the last minute. */
export function DriftGraph({ samples, now }: { samples: readonly DriftSample[]; now: number }) {
  const { scaleMs, line, tip } = graphOf(samples, now);
  const bandTop = heightOf(-BAND_MS, scaleMs);
  const zero = HEIGHT / 2;
  const words = text.sync.graph;
  const extent = extentOf(samples);
  const spoken = extent === null ? words.nothing : words.spoken(extent.least, extent.median, extent.most);
  return (
    <div class="drift-graph">
      <div class="drift-scale" aria-hidden="true">
        <span>{text.sync.short(-scaleMs)}</span>
        <span>{text.sync.ms(0)}</span>
        <span>{text.sync.short(scaleMs)}</span>
      </div>
      <svg
        role="img"
        aria-label={spoken}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        data-testid="drift-graph"
      >
        <rect
          class="drift-band"
          x="0"
          y={bandTop}
          width={WIDTH}
          height={Math.round((HEIGHT - 2 * bandTop) * 10) / 10}
        />
        <path class="drift-zero" d={`M0 ${zero}H${WIDTH}`} />
        <path class="drift-line" d={line} data-testid="drift-line" />
        {tip !== null && <path class="drift-tip" d={`M${tip.x} ${tip.y}h.01`} />}
      </svg>
      <div class="drift-times" aria-hidden="true">
        <span>{words.from}</span>
        <span>{words.band(BAND_MS)}</span>
        <span>{words.to}</span>
      </div>
    </div>
  );
}
