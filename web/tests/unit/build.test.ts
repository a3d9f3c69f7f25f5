import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const WATCH_PAGE_GZIP_BYTES_MAX = 110_000;
/** Fetched by who opens them. */
const LATER = /hls-|ReplayPage|HistoryPage|StatsDialog|SettingsDialog|InviteDialog|saved-page/;
let out = '';
let files: string[] = [];

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'sameframe-web-'));
  await build({ root, logLevel: 'silent', build: { outDir: out, emptyOutDir: true } });
  files = (await readdir(out, { recursive: true })).filter((name) => extname(name) !== '');
}, 60_000);

afterAll(async () => {
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

test('the watch page is small before a player is loaded', async () => {
  const needed = files.filter((name) => /\.(js|css|html)$/.test(name) && !LATER.test(name));
  let bytes = 0;
  for (const name of needed) bytes += gzipSync(await readFile(join(out, name))).length;
  expect(bytes).toBeLessThan(WATCH_PAGE_GZIP_BYTES_MAX);
  expect(bytes).toBeGreaterThan(10_000);
});
