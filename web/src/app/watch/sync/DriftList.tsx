import { listed } from '../../format';
import { text } from '../../text';
import { scaleOf } from './drift-graph';
import { type Placed, type Spread, worstOf } from './room-spread';
import { toneOfMs } from './tone';

const ROWS_MAX = 5;

/** Who is how far off; in a big room the furthest only. */
export function DriftList({ spread }: { spread: Spread }) {
  const { counted, left } = spread;
  const rows = worstOf(counted, ROWS_MAX);
  const scaleMs = scaleOf(rows.map(({ driftMs }) => driftMs));
  const more = counted.length - rows.length;
  return (
    <>
      {rows.length > 0 && (
        <ul class="drift-list">
          {rows.map((row) => (
            <DriftRow key={row.id} row={row} scaleMs={scaleMs} />
          ))}
        </ul>
      )}
      {more > 0 && <p class="sync-note">{text.sync.more(more)}</p>}
      {rows.length > 0 && left.length > 0 && <p class="sync-note">{text.sync.left(listed(left))}</p>}
    </>
  );
}

function DriftRow({ row, scaleMs }: { row: Placed; scaleMs: number }) {
  const { name, isMe, driftMs } = row;
  const share = Math.abs(driftMs) / scaleMs;
  return (
    <li data-testid="drift-row">
      <span class="drift-name">
        {name}
        {isMe && <span class="sync-note"> {text.watch.you}</span>}
      </span>
      <span
        class={`drift-bar ${driftMs > 0 ? 'behind' : 'ahead'} ${toneOfMs(driftMs)}`}
        style={{ '--share': String(Math.min(1, share)) }}
        aria-hidden="true"
      />
      <span class="drift-ms">{text.sync.short(driftMs)}</span>
    </li>
  );
}
