/**
 * The sample video, with its sound and without. Muted is not enough: a muted element still decodes its sound and takes
 * its time from it. The videos come undelayed; only what the pages and the server say to each other is delayed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SAMPLE = fileURLToPath(new URL('../../media/sample.mp4', import.meta.url));

export class BenchMedia {
  private constructor(
    private readonly server: Server,
    private readonly silent: Buffer | null,
  ) {}

  static async start(): Promise<BenchMedia> {
    const [sound, silent] = await Promise.all([readFile(SAMPLE), withoutSound().catch(() => null)]);
    const server = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      const bytes = request.url?.startsWith('/sound') ? sound : silent;
      if (bytes === null) return void response.writeHead(404).end();
      const headers = { 'content-type': 'video/mp4', 'accept-ranges': 'bytes' };
      const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
      if (range === null) return void response.writeHead(200, headers).end(bytes);
      const from = Number(range[1]);
      const to = Math.min(range[2] === '' ? Number.POSITIVE_INFINITY : Number(range[2]), bytes.length - 1);
      const contentRange = `bytes ${from}-${to}/${bytes.length}`;
      response
        .writeHead(206, { ...headers, 'content-range': contentRange })
        .end(bytes.subarray(from, to + 1));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new BenchMedia(server, silent);
  }

  /** Without ffmpeg there is no such video, and only the runs with sound are made. */
  get hasSilent(): boolean {
    return this.silent !== null;
  }

  url(sound: boolean): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${sound ? 'sound' : 'silent'}.mp4`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

async function withoutSound(): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), 'sameframe-bench-media-'));
  const file = join(dir, 'silent.mp4');
  try {
    const args = ['-loglevel', 'error', '-i', SAMPLE, '-an', '-c', 'copy', '-movflags', '+faststart', file];
    await promisify(execFile)('ffmpeg', args);
    return await readFile(file);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
