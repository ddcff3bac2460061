import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two make use of two cores, as integration tests wait half of their time; more would press on the one store that they share.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          // It imports electron, which tests of it put something else for.
          server: { deps: { inline: ['electron-store'] } },
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts'],
          environment: 'node',
          // Property tests and a million rows take their time on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'renderer',
          include: ['src/renderer/**/*.test.tsx'],
          environment: 'happy-dom',
          // A store and another test may be at work beside it.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/vitest-global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
