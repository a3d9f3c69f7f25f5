import type { RefObject } from 'preact';
import { formatTime } from '../format';
import { Bar, share } from '../screen/Bar';
import { FullscreenButton } from '../screen/FullscreenButton';
import { Volume } from '../screen/Volume';
import { text } from '../text';
import { Icon } from '../ui/Icon';
import type { Party } from './party';
import { NextButton } from './queue/NextButton';
import { SyncPill } from './SyncPill';

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];
const STEP_S = 10;

interface ControlsProps {
  party: Party;
  stage: RefObject<HTMLElement | null>;
  onStats: () => void;
}

/** The control bar. Play, position and speed are everyone's; sound and full screen are mine. */
export function Controls({ party, stage, onStats }: ControlsProps) {
  return (
    <div class="controls" data-testid="controls">
      <SeekBar party={party} />
      <div class="controls-row">
        <PlayButton party={party} />
        <button
          type="button"
          class="control"
          aria-label={text.watch.back}
          title={titleOf(party, text.watch.back)}
          disabled={party.away.value}
          data-testid="back"
          onClick={() => party.seekBy(-STEP_S)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="control"
          aria-label={text.watch.forward}
          title={titleOf(party, text.watch.forward)}
          disabled={party.away.value}
          data-testid="forward"
          onClick={() => party.seekBy(STEP_S)}
        >
          <Icon name="forward" />
        </button>
        <NextButton party={party} />
        <Volume media={party.media} />
        <Time party={party} />
        <span class="spacer" />
        <SyncPill party={party} onStats={onStats} />
        <Speed party={party} />
        <FullscreenButton stage={stage} />
      </div>
    </div>
  );
}

/** What a control does, or why it does nothing. */
function titleOf(party: Party, does: string): string {
  return party.away.value ? text.away.controls : does;
}

function PlayButton({ party }: { party: Party }) {
  const playing = party.playing.value;
  const { pending } = party.view.value;
  const waits = pending.has('play') || pending.has('pause');
  const label = playing ? text.watch.pause : text.watch.play;
  return (
    <button
      type="button"
      class={waits ? 'control play pending' : 'control play'}
      aria-label={label}
      title={titleOf(party, label)}
      disabled={party.away.value}
      aria-busy={waits}
      data-testid="play"
      data-status={playing ? 'playing' : 'paused'}
      onClick={() => party.togglePlay()}
    >
      <Icon name={playing ? 'pause' : 'play'} />
    </button>
  );
}

function SeekBar({ party }: { party: Party }) {
  const length = party.length.value;
  const position = party.position.value;
  const max = length ?? 0;
  return (
    <Bar
      label={text.watch.seek}
      testId="seek"
      value={position}
      max={max}
      valueText={text.watch.seekValue(position, length)}
      step={5}
      format={formatTime}
      disabled={length === null || party.away.value}
      onPick={(to) => party.seekTo(to)}
    >
      {party.media.buffered.value.map(({ from, to }) => (
        <span
          key={from}
          class="bar-buffered"
          style={{ '--from': share(from, max), '--to': share(to, max) }}
        />
      ))}
      {party.aim.value !== null && <span class="bar-aim" style={{ '--at': share(party.aim.value, max) }} />}
    </Bar>
  );
}

function Time({ party }: { party: Party }) {
  const length = party.length.value;
  return (
    <span class="time" data-testid="time" data-position={party.position.value.toFixed(3)}>
      {formatTime(party.position.value)}
      {length !== null && <span class="time-length"> / {formatTime(length)}</span>}
    </span>
  );
}

function Speed({ party }: { party: Party }) {
  const { rate } = party.view.value.timeline;
  const rates = RATES.includes(rate) ? RATES : [...RATES, rate].sort((a, b) => a - b);
  return (
    <select
      class="control speed"
      aria-label={text.watch.speed}
      title={titleOf(party, text.watch.speed)}
      disabled={party.away.value}
      data-testid="speed"
      value={String(rate)}
      onChange={(event) => party.setRate(Number(event.currentTarget.value))}
    >
      {rates.map((value) => (
        <option key={value} value={String(value)}>
          {value}×
        </option>
      ))}
    </select>
  );
}
