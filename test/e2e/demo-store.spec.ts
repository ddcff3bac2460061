/** The demo where there is no Ceph: the same, by the store that stands in, and it says what is missing. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

const repository = path.join(import.meta.dirname, '../..');

test('the tour goes through with the emulator, and says what is missing', async () => {
  test.skip(process.platform !== 'linux', 'the tour needs the desktop of a test, which is one of Linux');
  test.setTimeout(300_000);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--no-warnings', 'test/support/demo/tour.ts'],
    { cwd: repository, env: { ...process.env, PAIL_STORE: 'emulator' }, timeout: 280_000 },
  );
  expect(stdout).toContain('There is no Ceph here');
  expect(stdout).toContain('everybody has the same keys');
  const outcome = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(outcome).toMatchObject({ ok: true, store: 'emulator' });
  expect(outcome.steps).toEqual(['profile', 'sign-in', 'browse', 'upload', 'download', 'delete', 'sign-out']);
});
