/** The real server as a child process, with a data folder of its own. It can be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EventPage, LogEvent } from '../../../src/client';
import { serverBinary } from './requirements';

const READY = /^Sameframe is ready: (http:\/\/\S+)/;

export class Server {
  private child: ChildProcess | null = null;
  private log: string[] = [];
  private address = '127.0.0.1:0';

  private constructor(
    readonly data: string,
    private readonly options: readonly string[],
  ) {}

  static async start(options: readonly string[] = []): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), 'sameframe-browser-')), options);
    await server.start();
    return server;
  }

  get origin(): string {
    return `http://${this.address}`;
  }

  get databaseFile(): string {
    return join(this.data, 'sameframe.sqlite');
  }

  /** Starts, or starts again: on the same port, with the same data. */
  async start(): Promise<void> {
    const args = ['serve', '--data', this.data, '--listen', this.address, ...this.options];
    const child = spawn(serverBinary(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    process.once('exit', () => child.kill('SIGKILL'));
    createInterface({ input: child.stderr }).on('line', (line) => this.note(line));
    this.address = new URL(await this.ready(child)).host;
  }

  /** As hard as a power cut. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  /** The last lines that it wrote, for the report of a failure. */
  lastWords(): string {
    return this.log.join('\n');
  }

  async events(session: string): Promise<LogEvent[]> {
    const response = await fetch(`${this.origin}/api/sessions/${session}/events?after=0&limit=1000`);
    if (!response.ok) throw new Error(`the log cannot be read: ${response.status} ${await response.text()}`);
    return ((await response.json()) as EventPage).events;
  }

  private ready(child: ChildProcess): Promise<string> {
    return new Promise((found, failed) => {
      child.once('error', failed);
      child.once('exit', (code) =>
        failed(new Error(`the server ended with ${code} before it was ready:\n${this.lastWords()}`)),
      );
      if (child.stdout === null) return;
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.note(line);
        const origin = READY.exec(line)?.[1];
        if (origin !== undefined) found(origin);
      });
    });
  }

  private note(line: string): void {
    this.log = [...this.log.slice(-39), line];
  }
}
