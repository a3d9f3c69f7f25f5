import { defineConfig } from 'vitest/config';

/** The synchrony benchmark: `npm run sync-bench`, or `cargo xtask sync-bench`. It measures and never judges. */
export default defineConfig({
  test: {
    include: ['sync-bench/run.ts'],
    globalSetup: ['tests/browser/support/requirements.ts'],
    environment: 'node',
    fileParallelism: false,
    maxWorkers: 1,
    // Four hours: a soak, or the whole matrix.
    testTimeout: 14_400_000,
    hookTimeout: 60_000,
  },
});
