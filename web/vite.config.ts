import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const compress = promisify(brotliCompress);
const COMPRESSED = /\.(js|css|html|svg)$/;
const SERVER = 'http://127.0.0.1:8420';

/** Writes a `.br` beside every text file, from the files as they were written: earlier hooks see other bytes. */
function brotli(): Plugin {
  return {
    name: 'sameframe-brotli',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler(options) {
        const dir = options.dir ?? 'dist';
        for (const name of await readdir(dir, { recursive: true })) {
          if (!COMPRESSED.test(name)) continue;
          const path = join(dir, name);
          const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
          await writeFile(`${path}.br`, await compress(await readFile(path), { params }));
        }
      },
    },
  };
}

export default defineConfig({
  plugins: [brotli()],
  build: {
    target: 'es2022',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // As the server sends them: a fine timer.
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'credentialless',
    },
    proxy: { '/api': { target: SERVER, ws: true }, '/media': SERVER },
  },
});
