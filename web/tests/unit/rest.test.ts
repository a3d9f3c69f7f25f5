import { expect, test } from 'vitest';
import { ProblemError, Rest, UnreachableError } from '../../src/client';

function answering(response: () => Response | Promise<Response>) {
  const calls: { url: string; init: RequestInit | undefined }[] = [];
  const rest = new Rest({
    fetch: async (url, init) => {
      calls.push({ url: String(url), init });
      return response();
    },
  });
  return { rest, calls };
}

const problem = (status: number, code: string, detail: string) =>
  new Response(JSON.stringify({ type: `urn:${code}`, title: 'x', status, detail, code }), { status });

test('a call carries the token and the body', async () => {
  const { rest, calls } = answering(() => new Response('{"session":{},"link":"l"}', { status: 201 }));
  await rest.createSession('secret', { url: 'https://a.org/b.mp4' });
  expect(calls[0]?.url).toBe('/api/sessions');
  expect(calls[0]?.init).toMatchObject({
    method: 'POST',
    body: '{"url":"https://a.org/b.mp4"}',
    headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
  });
});

test('who joins may say that what is known already needs not be told again', async () => {
  const { rest, calls } = answering(() => new Response('{"member":{},"token":"t","endpoints":{}}'));
  await rest.join('s1', undefined, {});
  await rest.join('s1', undefined, {}, true);
  const said = calls.map(({ init }) => new Headers(init?.headers).get('prefer'));
  expect(said).toEqual([null, 'return=minimal']);
});

test('a session id cannot leave its place in the address', async () => {
  const { rest, calls } = answering(() => new Response('{}'));
  await rest.session('a/../b?c');
  expect(calls[0]?.url).toBe('/api/sessions/a%2F..%2Fb%3Fc');
});

test('a refusal has its code and its words', async () => {
  const { rest } = answering(() => problem(404, 'session_not_found', 'there is no such session'));
  const error = await rest.session('x').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({
    status: 404,
    code: 'session_not_found',
    message: 'there is no such session',
  });
});

test('a refusal without a problem document still has its status', async () => {
  const { rest } = answering(() => new Response('<h1>no</h1>', { status: 418 }));
  await expect(rest.session('x')).rejects.toMatchObject({ status: 418, code: 'unknown' });
});

test('no answer is another error than a refusal', async () => {
  const { rest } = answering(() => Promise.reject(new TypeError('failed to fetch')));
  await expect(rest.session('x')).rejects.toBeInstanceOf(UnreachableError);
});

test('a gateway that has lost the server is no answer', async () => {
  const { rest } = answering(() => new Response('bad gateway', { status: 502 }));
  await expect(rest.session('x')).rejects.toBeInstanceOf(UnreachableError);
  const own = answering(() => problem(503, 'storage_unavailable', 'later'));
  await expect(own.rest.session('x')).rejects.toBeInstanceOf(ProblemError);
});

test('half an answer is no answer', async () => {
  const { rest } = answering(() => new Response('{"session":'));
  await expect(rest.session('x')).rejects.toBeInstanceOf(UnreachableError);
});

test('a replay is read line by line', async () => {
  const { rest } = answering(() => new Response('{"seq":1}\n{"seq":2}\n'));
  expect((await rest.replay('x')).map(({ seq }) => seq)).toEqual([1, 2]);
});

test('all pages of notes are read, and a file goes out as it is', async () => {
  const pages = [
    { notes: [{ id: 'a' }], next: '7.a' },
    { notes: [{ id: 'b' }], next: null },
  ];
  const { rest, calls } = answering(() => new Response(JSON.stringify(pages.shift() ?? {})));
  expect((await rest.notes('s1')).map(({ id }) => id)).toEqual(['a', 'b']);
  expect(calls.map(({ url }) => url)).toEqual([
    '/api/sessions/s1/layers',
    '/api/sessions/s1/layers?cursor=7.a',
  ]);
  const file = new Blob(['{}\n']);
  await rest.importSession('secret', file);
  expect(calls[2]?.init).toMatchObject({
    method: 'POST',
    body: file,
    headers: { authorization: 'Bearer secret', 'content-type': 'application/x-ndjson' },
  });
  await rest.deleteNote('s1', 'secret', '../x');
  expect([calls[3]?.url, calls[3]?.init?.method]).toEqual(['/api/sessions/s1/layers/..%2Fx', 'DELETE']);
});
