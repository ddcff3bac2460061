import { configDefaults, defineConfig } from 'vitest/config';
import { storeChoice } from './scripts/lib/store-choice.mjs';
import { NEEDS_CEPH } from './test/support/needs-ceph.ts';

/** Where there is no Ceph; `without-ceph.test.ts` says which they are and why. */
const skipped = storeChoice() === 'ceph' ? [] : Object.keys(NEEDS_CEPH).map((name) => `test/integration/${name}`);

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
          exclude: [...configDefaults.exclude, ...skipped],
          environment: 'node',
          globalSetup: ['test/support/vitest-global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
