import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.ts'],
    environment: 'node',
    // Simulations of hours take seconds, and on a busy machine many.
    testTimeout: 60_000,
  },
});
