/** A TCP proxy that delays each direction: order-preserving, a base and an exponential part, from a seed. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Way {
  readonly baseMs: number;
  /** The mean of the exponential part. */
  readonly jitterMs: number;
}

export class DelayProxy {
  private target: { host: string; port: number } | null = null;
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

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private serve(client: Socket): void {
    if (this.target === null) return void client.destroy();
    const server = connect({ ...this.target, noDelay: true });
    this.pipe(client, server);
    this.pipe(server, client);
  }

  /** A delay line: a chunk never overtakes the one before. */
  private pipe(from: Socket, to: Socket): void {
    this.sockets.add(from);
    let free = 0;
    const later = (action: () => void) => {
      const now = performance.now();
      const delay = this.way.baseMs - Math.log(1 - this.random()) * this.way.jitterMs;
      free = Math.max(free, now + delay);
      setTimeout(action, free - now);
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
