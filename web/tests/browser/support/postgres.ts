/** A PostgreSQL server of a test's own: on a free port, in a temporary folder, gone with the test. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where Debian keeps the server's programs, a folder for each version. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';
/** Whom the server runs as where the test is root, whom it refuses. */
const NOBODY = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'];

/** Whether tests on PostgreSQL can run. Where they cannot they are skipped; with `SAMEFRAME_CI` that fails. */
export function hasPostgres(): boolean {
  const has = programs() !== null;
  if (!has && process.env.SAMEFRAME_CI !== undefined) throw new Error('CI must have PostgreSQL installed');
  if (!has) console.info('skipped: PostgreSQL is not installed');
  return has;
}

export class Postgres {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), 'sameframe-postgres-'));
    await chmod(folder, 0o755);
    if (isRoot()) execFileSync('chown', ['nobody:nogroup', folder]);
    const server = new Postgres(folder, await freePort());
    const cluster = ['-U', 'sameframe', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C', '--no-instructions'];
    await server.run('initdb', ['-D', server.cluster, ...cluster]);
    const options = `-k ${folder} -p ${server.port} -c listen_addresses=127.0.0.1 -c fsync=off`;
    const log = join(folder, 'log');
    await server.run('pg_ctl', ['-D', server.cluster, '-l', log, '-o', options, '-w', 'start']);
    process.once('exit', () => server.stopNow());
    return server;
  }

  /** The URL of its one database. */
  get url(): string {
    return `postgres://sameframe@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  async remove(): Promise<void> {
    this.stopNow();
    await rm(this.folder, { recursive: true, force: true });
  }

  private get cluster(): string {
    return join(this.folder, 'cluster');
  }

  private async run(program: string, args: readonly string[]): Promise<void> {
    const [name, all] = command(program, args);
    await run(name, all, { cwd: this.folder });
  }

  private stopNow(): void {
    if (!existsSync(join(this.cluster, 'postmaster.pid'))) return;
    const [name, args] = command('pg_ctl', ['-D', this.cluster, '-m', 'immediate', '-w', 'stop']);
    execFileSync(name, args, { cwd: this.folder, stdio: 'ignore' });
  }
}

function command(program: string, args: readonly string[]): [string, string[]] {
  const path = join(programs() ?? '', program);
  const [first, ...rest] = isRoot() ? [...NOBODY, path, ...args] : [path, ...args];
  return [first ?? path, rest];
}

/** The folder of the newest server that is installed. */
function programs(): string | null {
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...newestFirst.map((version) => join(DEBIAN_FOLDER, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
