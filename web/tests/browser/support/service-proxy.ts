/** A proxy as an operator sets one up: every service's addresses lead to its process, and pages to any that lives. */
import {
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Service } from '../../../src/client';

const ROUTES: readonly (readonly [RegExp, Service])[] = [
  [/^\/api\/(users\/me\/predictions$|sessions\/[^/]+\/predictions(\/|$))/, 'prediction'],
  [/^\/api\/(users|sign-in)/, 'users'],
  [/^\/api\/sessions\/[^/]+\/(live|commands|playback)$/, 'timecode'],
  [/^\/api\/sessions\/[^/]+\/messages(\/|$)/, 'message'],
  [/^\/api\/(sessions|invitations|knocks|codes)/, 'session'],
];

export class ServiceProxy {
  private readonly targets = new Map<Service, string>();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('request', (asked, answer) => void this.pass(asked, answer));
    server.on('upgrade', (asked, client: Socket, head) => this.upgrade(asked, client, head));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(): Promise<ServiceProxy> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new ServiceProxy(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Whatever belongs to this service goes there from now on. */
  lead(service: Service, origin: string): void {
    this.targets.set(service, origin);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private targetsOf(path: string): string[] {
    const service = ROUTES.find(([has]) => has.test(path))?.[1];
    if (service === undefined) return [...this.targets.values()];
    const target = this.targets.get(service);
    return target === undefined ? [] : [target];
  }

  /** Only what has no body is asked of the next one: pages and files. */
  private pass(asked: IncomingMessage, answer: ServerResponse, tried = 0): void {
    const targets = this.targetsOf(pathOf(asked));
    const target = targets[tried];
    if (target === undefined) return badGateway(answer);
    const onward = request(target + asked.url, optionsOf(asked), (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.on('error', () => answer.destroy());
      response.pipe(answer);
    });
    onward.on('error', () => {
      if (answer.headersSent) answer.destroy();
      else if (targets.length > 1) this.pass(asked, answer, tried + 1);
      else badGateway(answer);
    });
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  }

  private upgrade(asked: IncomingMessage, client: Socket, head: Buffer): void {
    const refuse = () => client.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n');
    const [target] = this.targetsOf(pathOf(asked));
    client.on('error', () => client.destroy());
    if (target === undefined) return void refuse();
    const onward = request(target + asked.url, optionsOf(asked));
    onward.on('error', refuse);
    onward.on('response', (response) => {
      client.end(`${headOf(response)}connection: close\r\n\r\n`);
      response.resume();
    });
    onward.on('upgrade', (response, server, first) => {
      client.write(`${headOf(response)}\r\n`);
      client.write(first);
      server.write(head);
      server.on('error', () => client.destroy());
      server.on('close', () => client.destroy());
      client.on('close', () => server.destroy());
      server.pipe(client).pipe(server);
    });
    onward.end();
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}

/** The host stays as it was: the server compares it with the page's origin. */
function optionsOf({ method, headers }: IncomingMessage): RequestOptions {
  return { ...(method !== undefined && { method }), headers };
}

/** As the words of a proxy, not as those of the server. */
function badGateway(answer: ServerResponse): void {
  answer.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n`;
}
