import type { RefObject } from 'preact';
import { formatTime } from '../format';
import { Bar, share } from '../screen/Bar';
import { FullscreenButton } from '../screen/FullscreenButton';
import { Volume } from '../screen/Volume';
import { text } from '../text';
import { Eventually } from '../ui/Eventually';
import { Icon } from '../ui/Icon';
import { HeatLine } from './HeatLine';
import { type Showing, SPEEDS } from './showing';

const subtitles = async () => (await import('./ReplaySubtitles')).ReplaySubtitles;

/** How near to a marker the pointer has to be for its words, as a share of the bar. */
const NEAR = 0.008;

/** The control bar of a replay: its time is the party's, and everything here is mine alone. */
export function ReplayControls({
  showing,
  stage,
}: {
  showing: Showing;
  stage: RefObject<HTMLElement | null>;
}) {
  const { replay } = showing;
  const partyS = (showing.at.value - replay.startMs) / 1000;
  const lengthS = replay.lengthMs / 1000;
  const playing = showing.playing.value;
  const label = playing ? text.replay.pause : text.replay.play;
  const skipTo = replay.skipFrom(showing.at.value);
  return (
    <div class="controls" data-testid="controls">
      <HeatLine showing={showing} />
      <Bar
        label={text.replay.bar}
        testId="replay-bar"
        value={partyS}
        max={lengthS}
        valueText={text.watch.seekValue(partyS, lengthS)}
        step={5}
        format={(seconds) => tipAt(showing, seconds)}
        onPick={(to) => showing.seekTo(replay.startMs + to * 1000)}
      >
        <Markers showing={showing} />
      </Bar>
      <div class="controls-row">
        <button
          type="button"
          class="control play"
          aria-label={label}
          title={label}
          data-testid="replay-play"
          data-status={playing ? 'playing' : 'paused'}
          onClick={() => showing.togglePlay()}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
        <Step showing={showing} to="previous" />
        <Step showing={showing} to="next" />
        <Volume media={showing.media} />
        <span class="time" data-testid="replay-time" data-position={partyS.toFixed(6)}>
          {formatTime(partyS)}
          <span class="time-length"> / {formatTime(lengthS)}</span>
        </span>
        <div class="controls-end">
          {skipTo !== null && (
            <button
              type="button"
              class="button skip"
              data-testid="skip-gap"
              onClick={() => showing.seekTo(skipTo)}
            >
              <Icon name="skip" />
              {text.replay.skip}
            </button>
          )}
          {showing.videoId.value !== null && (
            <Eventually load={subtitles} props={{ media: showing.media, video: showing.videoId.value }} />
          )}
          <select
            class="control speed"
            aria-label={text.replay.speed}
            title={text.replay.speed}
            data-testid="replay-speed"
            value={String(showing.speed.value)}
            onChange={(event) => showing.setSpeed(Number(event.currentTarget.value))}
          >
            {SPEEDS.map((value) => (
              <option key={value} value={String(value)}>
                {value}×
              </option>
            ))}
          </select>
          {showing.reactions.any && (
            <button
              type="button"
              class="control reactions"
              aria-label={text.replay.reactions}
              title={text.replay.reactions}
              aria-pressed={showing.reactions.on.value}
              data-testid="replay-reactions"
              onClick={() => showing.reactions.toggle()}
            >
              <Icon name="smile" />
            </button>
          )}
          <FullscreenButton stage={stage} />
        </div>
      </div>
    </div>
  );
}

function Step({ showing, to }: { showing: Showing; to: 'previous' | 'next' }) {
  const label = text.replay[to];
  return (
    <button
      type="button"
      class="control step"
      aria-label={label}
      title={label}
      data-testid={`replay-${to}`}
      onClick={() => showing[to]()}
    >
      <Icon name={to} />
    </button>
  );
}

/** The time under the pointer, and what happened there. */
function tipAt(showing: Showing, seconds: number): string {
  const { startMs, lengthMs } = showing.replay;
  const at = startMs + seconds * 1000;
  let nearest: { off: number; words: string } | null = null;
  for (const { at: marked, item } of showing.marks.value) {
    if (showing.hides(marked)) continue;
    const off = Math.abs(marked - at);
    if (off <= NEAR * lengthMs && off < (nearest?.off ?? Number.POSITIVE_INFINITY)) {
      nearest = { off, words: item.words };
    }
  }
  const time = formatTime(seconds);
  return nearest === null ? time : `${time} · ${nearest.words}`;
}

function Markers({ showing }: { showing: Showing }) {
  const { replay } = showing;
  return (
    <>
      {replay.gaps.map(({ from, to }) => (
        <span
          key={`gap-${from}`}
          class="bar-gap"
          style={{
            '--from': share(from - replay.startMs, replay.lengthMs),
            '--to': share(to - replay.startMs, replay.lengthMs),
          }}
        />
      ))}
      {showing.marks.value.map(({ at, kind, item }) => (
        <span
          key={item.key}
          class={`bar-marker ${kind}`}
          data-testid="marker"
          data-kind={kind}
          title={showing.hides(at) ? undefined : item.words}
          style={{ '--at': share(at - replay.startMs, replay.lengthMs) }}
        />
      ))}
    </>
  );
}
