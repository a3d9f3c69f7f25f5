/** The client library of Sameframe: everything a watch party needs but the user interface. */

export { Account } from './account';
export { Admin } from './admin';
export { Catalogue, type VideosAsked } from './catalogue';
export { type Channel, type ChannelOptions, DirectChannel, type OpenChannel } from './channel';
export { type ChatState, chatAfter, chatWithPage, isOfChat, NO_CHAT, withoutOldest } from './chat-state';
export { type ClockEstimate, ClockEstimator, type ClockSample } from './clock';
export { Device, type DeviceFacts, type Keep, OFFSET_MAX_MS } from './device';
export { DriftController } from './drift';
export {
  CHROMIUM,
  DESKTOP,
  type DriftProfile,
  FIREFOX,
  profileOf,
  SAFARI,
  SEEKS_ONLY,
  streaming,
  VIMEO,
  YOUTUBE,
} from './drift-profiles';
export { REACTION_EMOJI } from './emoji';
export type * from './generated/protocol';
export { Handshake } from './handshake';
export { type Outcome, randomId } from './intents';
export { Outbox, type Say, type Shelf, type Unsent } from './outbox';
export { isMuted, outranks, RANKS, rolesBelow, standIn, type WhyNot, whyNot } from './permissions';
export * from './players';
export {
  noPredictions,
  type PredictionsKnown,
  predictionsAfter,
  predictionsFrom,
} from './predictions';
export { nextOf, upcoming } from './queue';
export { Recommending } from './recommending';
export { arrivalsOf, departuresOf, Replay, shownTimeline } from './replay';
export { type Beat, HEAT_HEIGHT, HEAT_WIDTH, heatOf, heatPath, peaksOf } from './replay-heat';
export { Reporter, statusOf } from './reports';
export { AwayError, ProblemError, Rest, UnreachableError, WaitsError } from './rest';
export { SeriesCalls } from './series';
export { SERVICES, type Service } from './services';
export { type Connection, LiveSession, type View } from './session';
export { namesAll, wantedStatus } from './session-state';
export type { Latencies } from './start-latency';
export {
  SyncEngine,
  type SyncFigures,
  type SyncOptions,
  type SyncPhase,
  type SyncSource,
  type SyncState,
} from './sync-engine';
export { endsAt, positionAt } from './timeline';
export { UserLive } from './user-live';
export { openChannel, WorkerChannel } from './worker-channel';
