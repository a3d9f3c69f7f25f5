/** A TCP proxy that delays each direction by a delay line, and can be cut. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { DelayLine, type Way } from './delay-line';

export class DelayProxy {
  private target: { host: string; port: number } | null = null;
  private whole = true;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly way: Way,
    private readonly random: () => number,
  ) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(way: Way, random: () => number): Promise<DelayProxy> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new DelayProxy(server, way, random);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Where everything goes; what connects earlier is turned away. */
  lead(origin: string): void {
    const { hostname, port } = new URL(origin);
    this.target = { host: hostname, port: Number(port) };
  }

  /** Breaks every connection, and lets none in until it is mended. */
  cut(): void {
    this.whole = false;
    this.breakAll();
  }

  mend(): void {
    this.whole = true;
  }

  async stop(): Promise<void> {
    this.breakAll();
    await new Promise((done) => this.server.close(done));
  }

  private breakAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private serve(client: Socket): void {
    if (this.target === null || !this.whole) return void client.destroy();
    const server = connect({ ...this.target, noDelay: true });
    this.pipe(client, server, this.way.upMs ?? 0);
    this.pipe(server, client, 0);
  }

  private pipe(from: Socket, to: Socket, extraMs: number): void {
    this.sockets.add(from);
    const line = new DelayLine(this.way, extraMs, this.random);
    const later = (action: () => void) => {
      const now = performance.now();
      setTimeout(action, line.due(now) - now);
    };
    from.on('data', (chunk) => later(() => to.writable && to.write(chunk)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      later(() => to.destroy());
    });
  }
}
