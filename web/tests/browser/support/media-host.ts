/** A web server of the test's own, for videos from elsewhere: good ones, broken ones, pages that are no videos. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../../../media/sample.mp4', import.meta.url));
const TYPES: Record<string, string> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
  '.mpd': 'application/dash+xml',
  '.ts': 'video/mp2t',
};

export class MediaHost {
  /** Paths that answer with an error of the host's own, while they are in here. */
  readonly failing = new Set<string>();
  /** Who has the header `x-slow` gets only this share of a file, until it is 1. */
  slowShare = 1;
  private readonly waiting = new Set<() => void>();
  /** Paths that other sites may show but not read. */
  readonly closed = new Set<string>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.answer(request, response));
  }

  static async start(): Promise<MediaHost> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new MediaHost(server);
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  /** From now on the slow ones get more. */
  giveMore(share: number): void {
    this.slowShare = share;
    for (const go of [...this.waiting]) go();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/'));
    if (!this.closed.has(path)) {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', 'range');
    }
    response.setHeader('cache-control', 'no-store');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (this.failing.has(path)) return void response.writeHead(500).end('out of order');
    if (path === '/page') {
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>A page</h1>');
    }
    if (path === '/broken.mp4') {
      return void response
        .writeHead(200, { 'content-type': 'video/mp4' })
        .end(Buffer.alloc(20_000, 'no video '));
    }
    const bytes = await readFile(path === '/sample.mp4' ? SAMPLE : join(FIXTURES, path)).catch(() => null);
    if (bytes === null) return void response.writeHead(404).end('nothing here');
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    if (request.headers['x-slow'] === undefined) sendPart(request, response, bytes, type);
    else this.sendSlowly(request, response, bytes, type);
  }

  private sendSlowly(request: IncomingMessage, response: ServerResponse, bytes: Buffer, type: string): void {
    const { from, to } = rangeOf(request, bytes);
    response.writeHead(206, partHeaders(from, to, bytes, type));
    let sent = from;
    const go = () => {
      const upTo = Math.min(to + 1, Math.floor(bytes.length * this.slowShare));
      if (upTo > sent) response.write(bytes.subarray(sent, upTo));
      sent = Math.max(sent, upTo);
      if (sent > to) response.end();
    };
    this.waiting.add(go);
    response.on('close', () => this.waiting.delete(go));
    go();
  }
}

/** Players seek with ranges. */
function sendPart(request: IncomingMessage, response: ServerResponse, bytes: Buffer, type: string): void {
  if (request.headers.range === undefined) {
    return void response.writeHead(200, { 'content-type': type, 'accept-ranges': 'bytes' }).end(bytes);
  }
  const { from, to } = rangeOf(request, bytes);
  response.writeHead(206, partHeaders(from, to, bytes, type)).end(bytes.subarray(from, to + 1));
}

function rangeOf(request: IncomingMessage, bytes: Buffer): { from: number; to: number } {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const last = bytes.length - 1;
  if (range === null) return { from: 0, to: last };
  return { from: Number(range[1]), to: range[2] === '' ? last : Math.min(Number(range[2]), last) };
}

function partHeaders(from: number, to: number, bytes: Buffer, type: string): Record<string, string> {
  const range = `bytes ${from}-${to}/${bytes.length}`;
  return { 'content-type': type, 'accept-ranges': 'bytes', 'content-range': range };
}
