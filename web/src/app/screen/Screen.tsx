import '../styles/screen.css';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Video } from '../../client';
import type { Media } from '../media';
import { text } from '../text';
import { CannotPlay } from './CannotPlay';
import { useIdle } from './idle';

interface ScreenProps {
  media: Media;
  video: Video;
  stage: RefObject<HTMLDivElement | null>;
  /** Whether the video should move: then the controls fade when nobody touches anything. */
  moving: boolean;
  onClick: () => void;
  children: ComponentChildren;
}

/** The video with what lies over it. It has no controls of its own: every gesture is ours to turn into a request. */
export function Screen({ media, video, stage, moving, onClick, children }: ScreenProps) {
  const element = useRef<HTMLVideoElement>(null);
  const idle = useIdle(stage, moving);
  useEffect(() => {
    if (element.current !== null) media.show(video, element.current);
  }, [video.id]);
  const phase = media.phase.value;
  const silenced = media.silenced.value;
  const failure = media.failure.value;
  return (
    <div ref={stage} class={idle.value ? 'stage idle' : 'stage'} data-testid="stage" data-phase={phase}>
      {/* biome-ignore lint/a11y/useMediaCaption: captions are part of the video, which is not ours */}
      <video
        ref={element}
        class="video"
        data-testid="video"
        disableRemotePlayback
        onClick={(event) => {
          if (!(event instanceof PointerEvent && event.pointerType === 'touch')) onClick();
        }}
        onDblClick={() => void toggleFullscreen(stage.current)}
      />
      {failure !== null && <CannotPlay failure={failure} onRetry={() => media.retry()} />}
      {failure === null && (phase === 'buffering' || phase === 'waiting') && (
        <p class={`stage-note ${phase}`} role="status">
          {phase === 'buffering' ? text.watch.buffering : text.watch.startsNow}
        </p>
      )}
      {failure === null && (silenced || phase === 'blocked') && (
        <button type="button" class="tap" data-testid="tap-to-join" onClick={() => media.unblock()}>
          <span class="button primary large">
            {phase === 'blocked' ? text.watch.tapToPlay : text.watch.tapToJoin}
          </span>
        </button>
      )}
      {children}
    </div>
  );
}

export async function toggleFullscreen(stage: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen();
  else await stage?.requestFullscreen?.();
}
