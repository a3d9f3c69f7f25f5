/**
 * The sample video, with its sound and without. Muted is not enough: a muted element still decodes its sound and takes
 * its time from it. The videos come undelayed; only what the pages and the server say to each other is delayed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SAMPLE = fileURLToPath(new URL('../../media/sample.mp4', import.meta.url));
/** The tables at the start of a long file, and a little more. */
const HEAD_BYTES = 2_000_000;
const BURST_BYTES = 64_000;
const PACE_BYTES = 4_000;
const PACE_MS = 100;

export class BenchMedia {
  private constructor(
    private readonly server: Server,
    private readonly sound: Buffer,
    private readonly silent: Buffer | null,
    private long: Buffer | null = null,
  ) {}

  static async start(): Promise<BenchMedia> {
    const [sound, silent] = await Promise.all([
      readFile(SAMPLE),
      made(['-i', SAMPLE, '-an', '-c', 'copy']).catch(() => null),
    ]);
    const server = createServer();
    const media = new BenchMedia(server, sound, silent);
    server.on('request', (request, response) => media.answer(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return media;
  }

  /** Without ffmpeg there is no such video, and only the runs with sound are made. */
  get hasSilent(): boolean {
    return this.silent !== null;
  }

  url(sound: boolean): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${sound ? 'sound' : 'silent'}.mp4`;
  }

  /** The sample over and over, with sound. It comes at a pace, so that the end is not there when the start is. */
  async longUrl(minutes: number): Promise<string> {
    this.long ??= await made(['-stream_loop', String(Math.ceil(minutes)), '-i', SAMPLE, '-c', 'copy']);
    return this.url(true).replace('sound.mp4', 'long.mp4');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('access-control-allow-origin', '*');
    const isLong = request.url?.startsWith('/long') ?? false;
    const bytes = isLong ? this.long : request.url?.startsWith('/sound') ? this.sound : this.silent;
    if (bytes === null) return void response.writeHead(404).end();
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const wanted = range?.[2] ?? '';
    const to = Math.min(wanted === '' ? Number.POSITIVE_INFINITY : Number(wanted), bytes.length - 1);
    const headers: Record<string, string> = {
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'content-length': String(to + 1 - from),
    };
    if (range !== null) headers['content-range'] = `bytes ${from}-${to}/${bytes.length}`;
    response.writeHead(range === null ? 200 : 206, headers);
    const part = bytes.subarray(from, to + 1);
    if (isLong) paced(response, part, from === 0 ? HEAD_BYTES : BURST_BYTES);
    else response.end(part);
  }
}

/** A burst, and then several times as fast as it plays. */
function paced(response: ServerResponse, part: Buffer, burst: number): void {
  let sent = burst;
  response.write(part.subarray(0, burst));
  const timer = setInterval(() => {
    if (sent >= part.length) {
      clearInterval(timer);
      return void response.end();
    }
    response.write(part.subarray(sent, sent + PACE_BYTES));
    sent += PACE_BYTES;
  }, PACE_MS);
  response.on('close', () => clearInterval(timer));
}

/** What ffmpeg makes of its arguments. */
async function made(args: readonly string[]): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), 'sameframe-bench-media-'));
  const file = join(dir, 'made.mp4');
  try {
    await promisify(execFile)('ffmpeg', ['-loglevel', 'error', ...args, '-movflags', '+faststart', file]);
    return await readFile(file);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
