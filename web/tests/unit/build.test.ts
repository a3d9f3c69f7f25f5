import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const WATCH_PAGE_GZIP_BYTES_MAX = 110_000;
const CHUNK_NAME = /^(.+)-[\w-]{8}\.(?:js|css)$/;
let out = '';
let files: string[] = [];

beforeAll(async () => {
  // As the build script does: what a test runs in is no production.
  vi.stubEnv('NODE_ENV', 'production');
  out = await mkdtemp(join(tmpdir(), 'sameframe-web-'));
  await build({ root, logLevel: 'silent', build: { outDir: out, emptyOutDir: true } });
  files = (await readdir(out, { recursive: true })).filter((name) => extname(name) !== '');
}, 60_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(out, { recursive: true, force: true });
});

test('every text file has a brotli twin with the same bytes', async () => {
  const texts = files.filter((name) => /\.(js|css|html|svg)$/.test(name));
  expect(texts.length).toBeGreaterThan(5);
  for (const name of texts) {
    const twin = brotliDecompressSync(await readFile(join(out, `${name}.br`)));
    expect(twin.equals(await readFile(join(out, name))), name).toBe(true);
  }
});

test('the page needs no inline script or style, and nothing from elsewhere', async () => {
  const html = await readFile(join(out, 'index.html'), 'utf8');
  for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toContain('src="/');
  expect(html).not.toMatch(/<style|style=|javascript:|https?:\/\//);
});

test('assets have names that change with their bytes', () => {
  const assets = files.filter((name) => name.startsWith('assets/') && !name.endsWith('.br'));
  for (const name of assets) expect(name).toMatch(/-[\w-]{8}\.(js|css)$/);
});

/** What the browser fetches for these chunks: they, what they import at once, and the styles of all of them. */
async function fetchedFor(first: readonly string[]): Promise<string[]> {
  const chunks = new Set(first);
  for (const chunk of chunks) {
    const code = await readFile(join(out, 'assets', chunk), 'utf8');
    for (const [, next] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) if (next) chunks.add(next);
  }
  const stems = new Set([...chunks].map((chunk) => CHUNK_NAME.exec(chunk)?.[1]));
  const styles = assets('.css').filter((name) => stems.has(CHUNK_NAME.exec(name)?.[1]));
  return [...chunks, ...styles];
}

function assets(kind: string): string[] {
  return files
    .filter((name) => name.startsWith('assets/') && name.endsWith(kind))
    .map((name) => name.slice(7));
}

test('the watch page is small before a player is loaded', async () => {
  const html = await readFile(join(out, 'index.html'), 'utf8');
  const entry = /<script[^>]*src="\/assets\/([^"]+)"/.exec(html)?.[1] ?? '';
  const page = assets('.js').filter((name) => name.startsWith('WatchPage-'));
  const workers = assets('.js').filter((name) => name.includes('.worker-'));
  expect([page.length, workers.length]).toEqual([1, 2]);
  const needed = [...(await fetchedFor([entry, ...page])), ...workers].map((name) => join('assets', name));
  let bytes = 0;
  for (const name of ['index.html', ...needed]) bytes += gzipSync(await readFile(join(out, name))).length;
  expect(bytes).toBeLessThan(WATCH_PAGE_GZIP_BYTES_MAX);
  expect(bytes).toBeGreaterThan(10_000);
});
