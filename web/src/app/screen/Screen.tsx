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
  const place = useRef<HTMLDivElement>(null);
  const click = useRef(onClick);
  click.current = onClick;
  const idle = useIdle(stage, moving);
  useEffect(() => {
    if (place.current !== null) media.show(video, place.current);
  }, [video.id]);
  useEffect(() => {
    const off = new AbortController();
    const { signal } = off;
    place.current?.addEventListener(
      'click',
      (event) => {
        if (!(event instanceof PointerEvent && event.pointerType === 'touch')) click.current();
      },
      { signal },
    );
    place.current?.addEventListener('dblclick', () => void toggleFullscreen(stage.current), { signal });
    return () => off.abort();
  }, []);
  const phase = media.phase.value;
  const silenced = media.silenced.value;
  const failure = media.failure.value;
  return (
    <div ref={stage} class={idle.value ? 'stage idle' : 'stage'} data-testid="stage" data-phase={phase}>
      <div ref={place} class="video-place" />
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
