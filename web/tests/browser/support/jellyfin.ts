/** A Jellyfin with one film that browsers do not play: it lists the film, and has it transcoded already. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const ITEM = '0123456789abcdef0123456789abcdef';
const STREAM = `/Videos/${ITEM}/`;
export const KEY = '5ecre7-key-of-jellyfin';
/** Said in the film, all along. */
export const LINE = 'A line of the film';
const FILM = {
  Id: ITEM,
  Name: 'A film at home',
  Container: 'mkv',
  RunTimeTicks: 600_000_000,
  MediaStreams: [
    { Type: 'Video', Codec: 'hevc', RealFrameRate: 23.976 },
    { Type: 'Audio', Codec: 'eac3' },
    { Type: 'Subtitle', Codec: 'subrip', Language: 'eng', Index: 2, IsTextSubtitleStream: true },
  ],
};

export class Jellyfin {
  private constructor(
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  /** Transcodes a file into a folder, with the cuts and the times that Jellyfin makes. */
  static async start(file: string, folder: string): Promise<Jellyfin> {
    const cuts = ['-force_key_frames', 'expr:gte(t,n_forced*6)', '-f', 'hls', '-hls_time', '6'];
    const whole = ['-hls_playlist_type', 'vod', '-hls_segment_filename', join(folder, '%d.ts')];
    const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-r', '24', '-c:a', 'aac', '-ac', '2'];
    const how = [...codecs, '-copyts', ...cuts, ...whole, join(folder, 'main.m3u8')];
    execFileSync('ffmpeg', ['-v', 'error', '-i', file, ...how]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const jellyfin = new Jellyfin(server, folder);
    server.on('request', (request, response) => jellyfin.answer(request, response));
    return jellyfin;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The address of its film, as people share it. */
  get film(): string {
    return `${this.origin}/web/#/details?id=${ITEM}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, search } = new URL(request.url ?? '/', this.origin);
    const is = (type: string, body: string | Buffer) =>
      response.writeHead(200, { 'content-type': type }).end(body);
    const segment = /^hls1\/main\/(\d+)\.ts$/.exec(pathname.slice(STREAM.length))?.[1];
    // Pictures it gives to everybody.
    if (pathname === `/Items/${ITEM}/Images/Primary`) {
      is('image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    } else if (!request.headers.authorization?.startsWith(`MediaBrowser Token="${KEY}"`)) {
      response.writeHead(401).end();
    } else if (pathname === '/Items') {
      is('application/json', JSON.stringify({ Items: [FILM], TotalRecordCount: 1 }));
    } else if (pathname === `${STREAM}main.m3u8`) {
      is('application/vnd.apple.mpegurl', this.playlist(search));
    } else if (pathname === `${STREAM}${ITEM}/Subtitles/2/Stream.vtt`) {
      is('text/vtt', `WEBVTT\n\n00:00.000 --> 01:00.000\n${LINE}\n`);
    } else if (pathname.startsWith(STREAM) && segment !== undefined) {
      is('video/mp2t', readFileSync(join(this.folder, `${segment}.ts`)));
    } else response.writeHead(404).end();
  }

  private playlist(search: string): string {
    const made = readFileSync(join(this.folder, 'main.m3u8'), 'utf8');
    return made.replace(/^(\d+\.ts)$/gm, `hls1/main/$1${search}&ApiKey=${KEY}`);
  }
}
