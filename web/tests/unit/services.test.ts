/** Which part of the server is away, and what people are told of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { troubleOf } from '../../src/app/pages/ErrorPage';
import { seriesTrouble } from '../../src/app/series/SeriesPage';
import { text } from '../../src/app/text';
import { AwayError, type Code, ProblemError, Rest, SERVICES, UnreachableError } from '../../src/client';
import { isAway, saysAway, serviceAt } from '../../src/client/services';

const path = new URL('../../../vectors/services.json', import.meta.url);
/** The addresses of every service; the server's tests hold them to be all that there are. */
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string[]>;

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ type: `urn:${code}`, title: 'x', status, detail: 'x', code }), { status });
const gateway = (status: number) => new Response('<html>nginx</html>', { status });

function answering(answer: () => Response | Promise<Response>): Rest {
  return new Rest({ fetch: async () => answer() });
}

const caught = (call: Promise<unknown>) => call.catch((error: unknown) => error);

describe('whose an address is', () => {
  test('every address has the service that answers it', () => {
    expect(Object.keys(vectors).sort()).toEqual([...SERVICES].sort());
    for (const [service, addresses] of Object.entries(vectors)) {
      for (const address of addresses)
        expect(serviceAt(address.replace(/\{\w+\}/g, 'k2%2Fx')), address).toBe(service);
    }
  });

  test('other addresses have none', () => {
    for (const other of ['/', '/readyz', '/api/openapi.json', '/api/usersof', '/api/sessionsx']) {
      expect(serviceAt(other), other).toBeNull();
    }
  });
});

describe('who says that a service is away', () => {
  test.each([502, 503, 504])('a proxy that answers %i', (status) => {
    expect(saysAway(status, undefined)).toBe(true);
  });

  test('the server, where it is switched off', () => {
    expect(saysAway(503, 'service_off')).toBe(true);
  });

  test('not a server that is there and has trouble', () => {
    expect(saysAway(503, 'busy')).toBe(false);
    expect(saysAway(503, 'storage_unavailable')).toBe(false);
    expect(saysAway(400, 'bad_request')).toBe(false);
    expect(saysAway(500, undefined)).toBe(false);
    expect(saysAway(200, undefined)).toBe(false);
  });
});

describe('a REST call to a service that is away', () => {
  test.each<[string, (rest: Rest) => Promise<unknown>]>([
    ['users', (rest) => rest.createUser('Ana')],
    ['session', (rest) => rest.sessions('live', 12)],
    ['session', (rest) => rest.join('s1', 't', {})],
  ])('names %s', async (service, call) => {
    for (const answer of [gateway(502), gateway(503), gateway(504), problem(503, 'service_off')]) {
      expect(await caught(call(answering(() => answer)))).toMatchObject({ name: 'AwayError', service });
    }
  });

  test('tells what is switched off from what may be back in a moment', async () => {
    const of = (answer: () => Response) => caught(answering(answer).messages('s1', {}));
    expect(await of(() => problem(503, 'service_off'))).toMatchObject({ service: 'message', isOff: true });
    expect(await of(() => gateway(502))).toMatchObject({ service: 'message', isOff: false });
  });

  test('is no answer either, for who wants to know only that', async () => {
    const error = await caught(answering(() => gateway(502)).session('x'));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).not.toBeInstanceOf(ProblemError);
  });

  test('is another thing than a server that is away', async () => {
    const error = await caught(answering(() => Promise.reject(new TypeError('refused'))).session('x'));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).not.toBeInstanceOf(AwayError);
  });
});

describe('asking the address of a socket', () => {
  const ask = (answer: () => Response | Promise<Response>) => {
    const send = vi.fn(async () => answer());
    return { send, away: isAway('wss://party.example/api/sessions/s1/live', send) };
  };

  test('goes to the same place without a socket', async () => {
    const { send, away } = ask(() => gateway(502));
    expect(await away).toBe(true);
    expect(send).toHaveBeenCalledWith('https://party.example/api/sessions/s1/live', expect.anything());
  });

  test('a server that wants a socket is there', async () => {
    expect(await ask(() => problem(400, 'bad_request')).away).toBe(false);
    expect(await ask(() => problem(503, 'service_off')).away).toBe(true);
  });

  test('no answer says nothing of the service', async () => {
    expect(await ask(() => Promise.reject(new TypeError('refused'))).away).toBe(false);
  });
});

describe('what people read', () => {
  test('a page that cannot be shown names the part, and is not taken for the whole server', () => {
    expect(troubleOf(new AwayError('session'), 's1')).toEqual({ kind: 'away', service: 'session' });
    expect(troubleOf(new UnreachableError('x'), 's1')).toEqual({ kind: 'unreachable' });
    expect(troubleOf(new ProblemError(503, 'busy', 'x'), 's1')).toEqual({ kind: 'unreachable' });
  });

  test('who cannot see an ended session is told that it has ended, and no series that there is none', () => {
    const of = (trouble: typeof troubleOf, status: number, code: Code) =>
      trouble(new ProblemError(status, code, 'said by the server'), 's1');
    expect(of(troubleOf, 403, 'not_allowed')).toEqual({ kind: 'ended-unseen' });
    expect(of(troubleOf, 403, 'blocked_word')).toMatchObject({ kind: 'door' });
    expect(of(seriesTrouble, 404, 'series_not_found')).toMatchObject({
      kind: 'no-series',
      title: 'There is no such series',
    });
    expect(of(seriesTrouble, 403, 'not_allowed')).toEqual({ kind: 'refused', detail: 'said by the server' });
    expect(seriesTrouble(new AwayError('session'), 's1')).toEqual({ kind: 'away', service: 'session' });
  });

  test('every service has words of its own, which name no inner parts', () => {
    const words = SERVICES.map((service) => text.away.notice(service));
    expect(new Set(words).size).toBe(SERVICES.length);
    for (const said of words) expect(said).not.toMatch(/timecode|service|50[234]|undefined/);
  });
});
