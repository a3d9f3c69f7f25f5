/** Pages built from this checkout, in place of those that the server was built with: the web app, or the rivals' page. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { build, type InlineConfig } from 'vite';

const APP = fileURLToPath(new URL('..', import.meta.url));
const RIVALS = fileURLToPath(new URL('./rivals/page', import.meta.url));
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export class WebBuild {
  private constructor(private readonly dir: string) {}

  static make(what: 'app' | 'rivals'): Promise<WebBuild> {
    return what === 'app' ? WebBuild.of({ root: APP }) : WebBuild.of({ root: RIVALS, configFile: false });
  }

  private static async of(config: InlineConfig): Promise<WebBuild> {
    const dir = await mkdtemp(join(tmpdir(), 'sameframe-bench-web-'));
    await build({ ...config, logLevel: 'silent', build: { outDir: dir, emptyOutDir: true } });
    return new WebBuild(dir);
  }

  /** Gives the pages of a context this build. The sockets and the video go to the server as ever. */
  async serve(context: BrowserContext): Promise<void> {
    await context.route(/\/s\/[^/]+$/, async (route) => {
      const body = await readFile(join(this.dir, 'index.html'));
      await route.fulfill({ body, contentType: 'text/html; charset=utf-8' });
    });
    await context.route(/\/assets\//, async (route) => {
      const path = new URL(route.request().url()).pathname;
      const contentType = TYPES[extname(path)] ?? 'application/octet-stream';
      await route.fulfill({ body: await readFile(join(this.dir, path)), contentType });
    });
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}
