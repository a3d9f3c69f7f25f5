/** A site that lists videos, as an operator may name one: feeds, and a picture. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><rect width="16" height="9" fill="#357"/>
<circle cx="8" cy="4.5" r="3" fill="#fc6"/></svg>`;

/** As a feed has it; addresses may be relative to it. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly kind?: string;
  readonly length?: number;
  readonly year?: number;
  readonly languages?: readonly string[];
  readonly tags?: readonly string[];
  readonly picture?: string;
}

export class FeedSite {
  private constructor(
    private readonly server: Server,
    private readonly feeds: Readonly<Record<string, readonly Listed[]>>,
  ) {}

  /** Every feed is at `/{name}.json`; the picture is at `/picture.svg`. */
  static async start(feeds: Readonly<Record<string, readonly Listed[]>>): Promise<FeedSite> {
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      const videos = feeds[path.slice(1).replace(/\.json$/, '')];
      if (videos !== undefined) {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ videos }));
      } else if (path === '/picture.svg') {
        response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(PICTURE);
      } else response.writeHead(404).end('nothing here');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new FeedSite(server, feeds);
  }

  /** What lets a server go there, for its settings file. */
  get settings(): string {
    const { port } = this.server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const tables = Object.keys(this.feeds).map(
      (name) => `[[providers.feed]]\nname = "${name}"\nurl = "${origin}/${name}.json"\n`,
    );
    return `[providers]\nallowed_origins = ["${origin}"]\n${tables.join('')}`;
  }

  /** Where a feed is. */
  address(name: string): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/${name}.json`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
