/**
 * Tells everybody once a second where everybody is: what the servers of WatchParty and Syncplay do. A page posts its
 * position; the answer comes on the next beat. `/time` is answered at once, for Jellyfin's clock. It stands behind delay proxies as the real server does.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a page posts. */
export interface Whereabouts {
  /** One room per session. */
  readonly room: string;
  readonly who: string;
  /** The timeline that it follows. */
  readonly rev: number;
  readonly position: number;
  readonly moving: boolean;
  /** By how much the position is older than its arrival, as far as the page can tell. */
  readonly oldMs: number;
}

interface Known extends Whereabouts {
  readonly atMs: number;
}

const BEAT_MS = 1_000;
/** Who has not told for so long has left. */
const GONE_MS = 4_000;

export class Relay {
  private readonly known = new Map<string, Known>();
  private waiting: { told: Whereabouts; response: ServerResponse }[] = [];
  private readonly beat: ReturnType<typeof setInterval>;

  private constructor(private readonly server: Server) {
    this.beat = setInterval(() => this.tell(), BEAT_MS);
    server.on('request', (request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        if (request.url === '/time') response.end(String(Date.now()));
        else this.take(JSON.parse(body) as Whereabouts, response);
      });
    });
  }

  static async start(): Promise<Relay> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new Relay(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    clearInterval(this.beat);
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private take(told: Whereabouts, response: ServerResponse): void {
    this.known.set(`${told.room} ${told.who}`, { ...told, atMs: performance.now() - told.oldMs });
    this.waiting.push({ told, response });
  }

  private tell(): void {
    const nowMs = performance.now();
    const waiting = this.waiting;
    this.waiting = [];
    for (const { told, response } of waiting) {
      // Positions from before a seek say nothing: their servers set them anew with it.
      const there = [...this.known.values()].filter(
        ({ room, rev, atMs }) => room === told.room && rev === told.rev && nowMs - atMs < GONE_MS,
      );
      const positions = there.map((one) => one.position + (one.moving ? (nowMs - one.atMs) / 1000 : 0));
      response.end(JSON.stringify(positions));
    }
  }
}
