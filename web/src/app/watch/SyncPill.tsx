import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Connection, SyncState } from '../../client';
import { text } from '../text';
import type { Party } from './party';
import { SyncPanel } from './sync/SyncPanel';
import { FAIR_MS, type Tone, toneOfMs } from './sync/tone';

/** Calm enough to read. */
const REFRESH_MS = 500;

/** How well I am in sync; a click shows the figures behind it. */
export function SyncPill({ party, onStats }: { party: Party; onStats: () => void }) {
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const pill = useRef<HTMLButtonElement>(null);
  const shown = useSignal<SyncState>(party.media.sync.peek());
  useEffect(() => {
    const timer = setInterval(() => {
      shown.value = party.media.sync.peek();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [party]);
  const close = () => {
    open.value = false;
    pill.current?.focus();
  };
  useEffect(() => {
    const off = new AbortController();
    const { signal } = off;
    // A click beside the panel is meant to close it: on the picture it would pause for everyone.
    let onlyCloses = false;
    const onDown = ({ target }: PointerEvent) => {
      const beside = target instanceof Node && !box.current?.contains(target);
      onlyCloses = beside && open.peek() && target instanceof HTMLVideoElement;
      if (beside) open.value = false;
    };
    const onClick = (event: MouseEvent) => {
      if (onlyCloses) event.stopPropagation();
      onlyCloses = false;
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && open.peek()) close();
    };
    document.addEventListener('pointerdown', onDown, { signal });
    document.addEventListener('click', onClick, { signal, capture: true });
    document.addEventListener('keydown', onKey, { signal });
    return () => off.abort();
  }, []);
  const { connection } = party.view.value;
  // A new phase is told at once.
  const state = shown.value.phase === party.media.phase.value ? shown.value : party.media.sync.peek();
  const tone = toneOf(state, connection);
  const label = wordsOf(state, connection);
  return (
    <div class="sync" ref={box}>
      <button
        ref={pill}
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
        <SyncPanel
          party={party}
          pill={pill}
          onStats={() => {
            close();
            onStats();
          }}
        />
      )}
    </div>
  );
}

function toneOf({ phase, driftMs }: SyncState, connection: Connection): Tone {
  if (connection !== 'live' || phase === 'blocked') return 'bad';
  if (phase === 'buffering') return 'fair';
  return phase === 'playing' ? toneOfMs(driftMs) : 'still';
}

function wordsOf({ phase, driftMs }: SyncState, connection: Connection): string {
  if (connection !== 'live') return text.sync.offline;
  if (phase !== 'playing') return text.sync[phase];
  if (driftMs === null) return text.sync.measuring;
  return Math.abs(driftMs) <= FAIR_MS ? text.sync.ms(driftMs) : text.sync.s(driftMs);
}
