/** The parts that a server is made of: each may run in a process of its own, and be away while the others go on. */
import type { Code } from './generated/protocol';

/** Which addresses each service has; the first that fits counts. */
const ADDRESSES = [
  ['prediction', /^\/api\/(users\/me\/predictions$|sessions\/[^/]+\/predictions(\/|$))/],
  ['recommendation', /^\/api\/(users\/me\/recommendations(\/|$)|sessions\/[^/]+\/recommendations(\/|$))/],
  ['users', /^\/api\/(users|sign-in|admin)(\/|$)/],
  ['timecode', /^\/api\/sessions\/[^/]+\/(live|commands|playback)$/],
  ['message', /^\/api\/sessions\/[^/]+\/messages(\/|$)/],
  ['catalog', /^\/api\/videos(\/|$)/],
  ['session', /^\/api\/(sessions|series|invitations|knocks|codes|library)(\/|$)/],
] as const;

export type Service = (typeof ADDRESSES)[number][0];

export const SERVICES: readonly Service[] = ADDRESSES.map(([service]) => service);

/** What a proxy answers for a process that is not there. */
const GATEWAY_STATUSES: readonly number[] = [502, 503, 504];

/** Returns which service answers at this path; null where none does. */
export function serviceAt(path: string): Service | null {
  return ADDRESSES.find(([, has]) => has.test(path))?.[0] ?? null;
}

/** Returns whether an answer says that nobody is there to serve. Without a code it comes from a proxy, not from us. */
export function saysAway(status: number, code: Code | undefined): boolean {
  return code === 'service_off' || (code === undefined && GATEWAY_STATUSES.includes(status));
}

/** Returns the code of a problem document; of anything else nothing. */
async function codeOf(response: Response): Promise<Code | undefined> {
  const problem: unknown = await response.json().catch(() => null);
  return (problem as { code?: Code } | null)?.code;
}

const PROBE_TIMEOUT_MS = 10_000;

/**
 * Asks the address of a live socket as an ordinary page: a socket that fails does not tell why. Only an answer can say
 * that the service is away; where none comes, nothing is known of it.
 */
export async function isAway(socketUrl: string, send: typeof fetch): Promise<boolean> {
  const url = new URL(socketUrl);
  url.protocol = url.protocol.replace('ws', 'http');
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const response = await send(url.href, { cache: 'no-store', signal });
    return saysAway(response.status, await codeOf(response));
  } catch {
    return false;
  }
}
