import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'artifacts/e2e',
  // A worker has a display and a world of its own, and a test its desktop. Two make use of two cores, as each waits half of
  // its time; more would only make the time limits of all shorter.
  workers: 2,
  // Real windows, keys and a busy machine: one that passes at its second try is told as flaky, and is to be looked into.
  retries: 1,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  globalTimeout: 1_200_000,
  reporter: [['list'], ['json', { outputFile: 'artifacts/e2e.json' }]],
});
