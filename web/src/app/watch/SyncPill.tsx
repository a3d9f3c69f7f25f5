import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ClockEstimate, Connection, SyncState } from '../../client';
import { text } from '../text';
import { OffsetRow } from './OffsetRow';
import type { Party } from './party';

const GREEN_MS = 100;
const AMBER_MS = 1_000;
/** Calm enough to read. */
const REFRESH_MS = 500;

type Tone = 'good' | 'fair' | 'bad' | 'still';

/** How well I am in sync; a click shows the figures behind it. */
export function SyncPill({ party }: { party: Party }) {
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const shown = useSignal<SyncState>(party.media.sync.value);
  const clock = useSignal<ClockEstimate | null>(null);
  useEffect(() => {
    const read = () => {
      shown.value = party.media.sync.value;
      clock.value = party.clock();
    };
    const timer = setInterval(read, REFRESH_MS);
    return () => clearInterval(timer);
  }, [party]);
  useEffect(() => {
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) open.value = false;
    };
    document.addEventListener('pointerdown', onDown);
    return () => document.removeEventListener('pointerdown', onDown);
  }, []);
  const { connection } = party.view.value;
  const state = shown.value.phase === party.media.sync.value.phase ? shown.value : party.media.sync.value;
  const tone = toneOf(state, connection);
  const label = wordsOf(state, connection);
  return (
    <div class="sync" ref={box}>
      <button
        type="button"
        class={`sync-pill ${tone}`}
        aria-label={`${text.sync.label}: ${label}`}
        title={text.sync.label}
        aria-expanded={open.value}
        data-testid="sync-pill"
        data-tone={tone}
        data-drift={state.driftMs === null ? '' : state.driftMs.toFixed(2)}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="dot" aria-hidden="true" />
        {label}
      </button>
      {open.value && (
        <dl class="sync-panel card" data-testid="sync-panel">
          <Row
            name={text.sync.drift}
            value={state.driftMs === null ? text.sync.unknown : text.sync.ms(state.driftMs)}
          />
          <Row
            name={text.sync.bound}
            value={ms(clock.value && clock.value.boundMs + 2 * clock.value.uncertaintyMs)}
          />
          <Row name={text.sync.roundTrip} value={ms(clock.value?.roundTripMs ?? null)} />
          <Row name={text.sync.connection} value={text.sync.connections[connection]} />
          <OffsetRow engine={party.media.engine} />
        </dl>
      )}
    </div>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function ms(value: number | null): string {
  return value === null ? text.sync.unknown : text.sync.number(value);
}

function toneOf({ phase, driftMs }: SyncState, connection: Connection): Tone {
  if (connection !== 'live' || phase === 'blocked') return 'bad';
  if (phase === 'buffering') return 'fair';
  if (phase !== 'playing' || driftMs === null) return 'still';
  const off = Math.abs(driftMs);
  if (off <= GREEN_MS) return 'good';
  return off <= AMBER_MS ? 'fair' : 'bad';
}

function wordsOf({ phase, driftMs }: SyncState, connection: Connection): string {
  if (connection !== 'live') return text.sync.offline;
  if (phase !== 'playing') return text.sync[phase];
  if (driftMs === null) return text.sync.measuring;
  return Math.abs(driftMs) <= AMBER_MS ? text.sync.ms(driftMs) : text.sync.s(driftMs);
}
