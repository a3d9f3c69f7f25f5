/** A site of two sorts: a PeerTube instance with a video of several qualities, and a Stremio add-on with a series. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MediaHost } from './media-host';

const VIDEO = '9c9de5e8-0a1e-484a-b099-e80766180a6d';
const SHORT = 'kkGMgK9ZtnKfYAgnEtQxbv';
/** Said in the captions, and in the add-on's subtitles, all along. */
export const CAPTION = 'A caption, all along';
export const LINE = 'A line, all along';

export class ProviderSite {
  private constructor(
    private readonly server: Server,
    private readonly media: MediaHost,
  ) {}

  static async start(media: MediaHost): Promise<ProviderSite> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const site = new ProviderSite(server, media);
    server.on('request', (request, response) => {
      const found = site.answer(new URL(request.url ?? '/', site.origin).pathname);
      const cors = { 'access-control-allow-origin': '*' };
      if (found === null) response.writeHead(404, cors).end('nothing here');
      else if (typeof found === 'string') {
        response.writeHead(200, { ...cors, 'content-type': 'text/plain; charset=utf-8' }).end(found);
      } else {
        response.writeHead(200, { ...cors, 'content-type': 'application/json' }).end(JSON.stringify(found));
      }
    });
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The video of the instance, as people share it. */
  get video(): string {
    return `${this.origin}/w/${SHORT}`;
  }

  /** The series of the add-on. */
  get series(): string {
    return `${this.origin}/x/meta/series/tt9.json`;
  }

  /** What lets a server ask it, for its settings file. */
  get settings(): string {
    return [
      `[[providers.peertube]]\nname = "tube"\nurl = "${this.origin}"\n`,
      `[[providers.stremio]]\nname = "x"\nurl = "${this.origin}/x/manifest.json"\n`,
    ].join('');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** A text, or what is JSON. */
  private answer(path: string): string | object | null {
    switch (path) {
      case '/api/v1/videos':
        return { total: 0, data: [] };
      case `/api/v1/videos/${SHORT}`:
        return this.told();
      case `/api/v1/videos/${SHORT}/captions`:
        return {
          total: 1,
          data: [
            { language: { id: 'en', label: 'English' }, captionPath: '/lazy-static/video-captions/a-en.vtt' },
          ],
        };
      case '/lazy-static/video-captions/a-en.vtt':
        return `WEBVTT\n\n00:00.000 --> 01:00.000\n${CAPTION}\n`;
      case '/x/manifest.json':
        return {
          id: 'org.example',
          resources: ['meta', 'stream', 'subtitles'],
          catalogs: [{ type: 'series', id: 'top' }],
        };
      case '/x/catalog/series/top.json':
        return { metas: [{ id: 'tt9', type: 'series', name: 'A series' }] };
      case '/x/meta/series/tt9.json':
        return { meta: { id: 'tt9', type: 'series', name: 'A series', videos: [1, 2, 3].map(episode) } };
      case '/x/stream/series/tt9:1:1.json':
      case '/x/stream/series/tt9:1:2.json':
        return { streams: [{ url: this.media.url(`/sample.mp4?${path.slice(-6, -5)}`), name: '720p' }] };
      case '/x/subtitles/series/tt9:1:2.json':
        return { subtitles: [{ id: '1', url: `${this.origin}/line.srt`, lang: 'eng' }] };
      case '/line.srt':
        return `1\r\n00:00:00,000 --> 00:01:00,000\r\n${LINE}\r\n`;
      default:
        return null;
    }
  }

  private told() {
    const file = (height: number, path: string) => ({
      resolution: { id: height, label: `${height}p` },
      fileUrl: this.media.url(path),
    });
    return {
      uuid: VIDEO,
      shortUUID: SHORT,
      name: 'A video of an instance',
      duration: 60,
      files: [
        file(1080, '/sample.mp4?1080'),
        file(720, '/broken.mp4'),
        file(480, '/sample.mp4?480'),
        file(240, '/sample.mp4?240'),
      ],
      streamingPlaylists: [],
    };
  }
}

function episode(number: number) {
  return { id: `tt9:1:${number}`, title: `Part ${number}`, season: 1, episode: number };
}
