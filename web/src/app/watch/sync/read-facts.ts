/** Reads what the stats tell from the party, its player and the browser. */
import { version } from '../../../../package.json';
import { CHROMIUM, FIREFOX, profileOf, SAFARI } from '../../../client';
import type { Party } from '../party';
import { extentOf } from './drift-history';
import { spreadOf } from './room-spread';
import type { Facts, PictureFacts } from './stats-report';

const PROFILES = new Map([
  [CHROMIUM, 'Chromium'],
  [FIREFOX, 'Firefox'],
  [SAFARI, 'Safari'],
]);

export function readFacts(party: Party): Facts {
  const { media } = party;
  const view = party.view.peek();
  const sync = media.sync.peek();
  const localMs = performance.now();
  const members = view.connection === 'live' ? view.members.values() : [];
  return {
    atMs: Date.now(),
    server: location.origin,
    app: `${version} ${build()}`.trim(),
    view,
    position: media.position(),
    length: party.length.peek(),
    sync,
    lastMinute: extentOf(party.drift.since(localMs)),
    spread: spreadOf(members, view.me.id, sync.driftMs),
    engine: media.engine.figures,
    offsetMs: media.engine.offsetMs,
    profile: PROFILES.get(profileOf(navigator.userAgent)) ?? '',
    clock: party.clock(),
    localMs,
    bufferedS: media.bufferedAhead(),
    picture: pictureOf(media.element),
    volume: media.volume.peek(),
    muted: media.muted.peek(),
    visibility: document.visibilityState,
    isolated: crossOriginIsolated,
    userAgent: navigator.userAgent,
  };
}

/** The script's name changes with its bytes, and so says which build this is. */
function build(): string {
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]');
  return script?.src.split('/').at(-1) ?? '';
}

function pictureOf(video: HTMLVideoElement | null): PictureFacts | null {
  if (video === null) return null;
  const { droppedVideoFrames, totalVideoFrames } = video.getVideoPlaybackQuality();
  return {
    width: video.videoWidth,
    height: video.videoHeight,
    shownWidth: Math.round(video.clientWidth * devicePixelRatio),
    shownHeight: Math.round(video.clientHeight * devicePixelRatio),
    framesDropped: droppedVideoFrames,
    framesAll: totalVideoFrames,
    keepsPitch: video.preservesPitch,
  };
}
