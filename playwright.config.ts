import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'artifacts/e2e',
  // Each test has whole programs to itself: two at a time would share the processors, and time limits with them.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  globalTimeout: 1_200_000,
  reporter: [['list'], ['json', { outputFile: 'artifacts/e2e.json' }]],
});
