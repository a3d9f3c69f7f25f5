import type { RefObject } from 'preact';
import type { Permission } from '../../client';
import { formatTime } from '../format';
import { Bar, share } from '../screen/Bar';
import { FullscreenButton } from '../screen/FullscreenButton';
import { Volume } from '../screen/Volume';
import { text } from '../text';
import { Eventually } from '../ui/Eventually';
import { Icon } from '../ui/Icon';
import type { Party } from './party';
import { NextButton } from './queue/NextButton';
import { SyncPill } from './SyncPill';

const forMe = async () => (await import('./ForMe')).ForMe;

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
      <ControlNote party={party} />
      <SeekBar party={party} />
      <div class="controls-row">
        <PlayButton party={party} />
        <button
          type="button"
          class="control"
          aria-label={text.watch.back}
          {...stateOf(party, 'seek', text.watch.back)}
          data-testid="back"
          onClick={() => party.seekBy(-STEP_S)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="control"
          aria-label={text.watch.forward}
          {...stateOf(party, 'seek', text.watch.forward)}
          data-testid="forward"
          onClick={() => party.seekBy(STEP_S)}
        >
          <Icon name="forward" />
        </button>
        <NextButton party={party} />
        <Volume media={party.media} />
        <Time party={party} />
        <div class="controls-end">
          <Eventually load={forMe} props={{ party }} />
          <SyncPill party={party} onStats={onStats} />
          <Speed party={party} />
          <FullscreenButton stage={stage} />
        </div>
      </div>
    </div>
  );
}

/** What a control does, or why it does nothing; said aloud as well. */
function stateOf(party: Party, permission: Permission, does: string) {
  const why = party.away.value ? text.away.controls : party.whyNot(permission);
  return why === null
    ? { title: does, disabled: false }
    : { title: why, disabled: true, 'aria-description': why };
}

/** Over the whole bar: why I do not steer. */
function ControlNote({ party }: { party: Party }) {
  const why = party.whyNot('play_pause');
  return why === null ? null : (
    <p class="control-note" role="status" data-testid="control-note">
      {why}
    </p>
  );
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
      {...stateOf(party, 'play_pause', label)}
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
      disabled={length === null || party.away.value || party.whyNot('seek') !== null}
      why={party.whyNot('seek')}
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
      {...stateOf(party, 'set_rate', text.watch.speed)}
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
