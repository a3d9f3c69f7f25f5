import '../../styles/sync.css';
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ClockEstimate } from '../../../client';
import { text } from '../../text';
import { OffsetRow } from '../OffsetRow';
import type { Party } from '../party';
import { DriftGraph } from './DriftGraph';
import { DriftList } from './DriftList';
import { type Spread, spreadOf } from './room-spread';
import { toneOfMs } from './tone';

/** Calm enough to read. */
const REFRESH_MS = 500;
const GAP_PX = 8;

interface SyncPanelProps {
  party: Party;
  /** What it stands above. */
  pill: RefObject<HTMLElement | null>;
  onStats: () => void;
}

/** The figures behind the pill: the room's, mine, and the clock's. */
export function SyncPanel({ party, pill, onStats }: SyncPanelProps) {
  const now = useSignal(performance.now());
  const panel = useRef<HTMLElement>(null);
  const place = usePlace(panel, pill);
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = performance.now();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const { members, me, connection } = party.view.peek();
  const { driftMs } = party.media.sync.peek();
  const spread = spreadOf(connection === 'live' ? members.values() : [], me.id, driftMs);
  const clock = party.clock();
  return (
    <section
      ref={panel}
      class="sync-panel card"
      aria-label={text.sync.label}
      data-testid="sync-panel"
      style={place.value}
    >
      <RoomSpread spread={spread} />
      <DriftList spread={spread} />
      <h3 class="sync-heading">
        {text.sync.mine}
        <span class="sync-value">{driftMs === null ? text.sync.unknown : text.sync.ms(driftMs)}</span>
      </h3>
      <DriftGraph samples={party.drift.since(now.value)} now={now.value} />
      <dl class="sync-tiles">
        <Tile
          name={text.sync.bound}
          testId="clock-bound"
          value={clock && text.sync.atMost(clockErrorMs(clock))}
        />
        <Tile
          name={text.sync.roundTrip}
          testId="round-trip"
          value={clock && text.sync.number(clock.roundTripP50Ms)}
        />
        <Tile name={text.sync.connection} testId="connection" value={text.sync.connections[connection]} />
      </dl>
      <dl>
        <OffsetRow engine={party.media.engine} />
      </dl>
      <button type="button" class="button" data-testid="open-stats" onClick={onStats}>
        {text.stats.open}
        <kbd>{text.stats.key}</kbd>
      </button>
    </section>
  );
}

function RoomSpread({ spread: { spreadMs, counted } }: { spread: Spread }) {
  const tone = toneOfMs(spreadMs);
  return (
    <header class={`room-spread ${tone}`} data-testid="room-spread" data-tone={tone}>
      <h3 class="sync-heading">{text.sync.room}</h3>
      <p class="room-spread-ms">{spreadMs === null ? text.sync.unknown : text.sync.apart(spreadMs)}</p>
      <p class="sync-note">
        {spreadMs === null ? text.sync.roomUnknown(counted.length) : text.sync.roomOf(counted.length)}
      </p>
    </header>
  );
}

function Tile({ name, testId, value }: { name: string; testId: string; value: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-testid={testId}>{value ?? text.sync.unknown}</dd>
    </div>
  );
}

/** What asymmetry can hide, and twice what noise does. */
function clockErrorMs({ boundMs, uncertaintyMs }: ClockEstimate): number {
  return boundMs + 2 * uncertaintyMs;
}

/**
 * Above the pill, or beside it where that is too low; never inside the picture's frame, which would cut it off. On a
 * phone the style sheet knows better.
 */
function usePlace(panel: RefObject<HTMLElement | null>, pill: RefObject<HTMLElement | null>) {
  const place = useSignal<Record<string, string>>({});
  useLayoutEffect(() => {
    const off = new AbortController();
    const measure = () => {
      const box = pill.current?.getBoundingClientRect();
      if (box === undefined) return;
      const { clientWidth, clientHeight } = document.documentElement;
      const needs = (panel.current?.scrollHeight ?? 0) + GAP_PX;
      const fits = needs + GAP_PX <= box.top;
      const right = clientWidth - (fits ? box.right : box.left - GAP_PX);
      const bottom = clientHeight - (fits ? box.top - GAP_PX : Math.max(box.bottom, needs));
      place.value = { '--right': `${right}px`, '--bottom': `${Math.max(GAP_PX, bottom)}px` };
    };
    measure();
    addEventListener('resize', measure, { signal: off.signal });
    addEventListener('scroll', measure, { signal: off.signal, capture: true, passive: true });
    return () => off.abort();
  }, []);
  return place;
}
