import { defineConfig } from 'vitest/config';

/** The tests of the real app in a real browser against the real server: one at a time, for their clocks' sake. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    globalSetup: ['tests/browser/support/requirements.ts'],
    environment: 'node',
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
