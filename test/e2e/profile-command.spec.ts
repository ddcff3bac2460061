/** `pail profile ...` in the built app: without a window, a display or a session, and out of the way of a Pail that runs. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import { type Environment, giveToUnprivileged, unprivilegedPrefix } from '../support/run-as.ts';
import { expect, test } from './fixtures.ts';

const repositoryRoot = path.resolve(import.meta.dirname, '../..');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, its two outputs apart. */
async function run(command: readonly string[], cwd: string, env: Environment): Promise<Ended> {
  const [program = '', ...args] = command;
  const options = { cwd, env, timeout: 30_000 };
  const ended = promisify(execFile)(program, args, options);
  return ended.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  );
}

/** The built app as a program of a machine that nobody sits at: no display, no session bus, no keyring. */
async function headless(appFolder: string, home: string): Promise<(...args: string[]) => Promise<Ended>> {
  const { executable } = await electronRuntime({ quiet: true });
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' };
  return (...args) => run([...unprivilegedPrefix, executable, appFolder, 'profile', ...args], home, env);
}

test('lints, explains and prints the schema without a display, as in the source tree, and leaves nothing behind', async ({
  desktop,
  folder,
}) => {
  const home = path.join(folder, 'nobody-at-home');
  await mkdir(home);
  await writeFile(path.join(home, 'risky.pail'), risky());
  await writeFile(path.join(home, 'claims.json'), JSON.stringify({ sub: 'u-1' }));
  await giveToUnprivileged(home);
  const before = await readdir(home);
  const app = await headless(path.join(desktop.home, 'app'), home);
  const npm = ['npm', 'run', '--silent', '--prefix', repositoryRoot, 'profile', '--'];
  const inSourceTree = (...args: string[]): Promise<Ended> =>
    run([...npm, ...args], home, { PATH: process.env['PATH'] ?? '', HOME: desktop.home });

  const expected: [args: string[], code: number, says: string][] = [
    [['lint', 'risky.pail'], 0, 'risky.pail: warning whole-bucket at locations[0].prefix: '],
    [['lint', 'risky.pail', '--strict', '--json'], 1, '"code": "whole-bucket"'],
    [['explain', 'risky.pail', '--claims', 'claims.json'], 0, 'gives “All”: homes/'],
    [['schema'], 0, '"title": "Pail profile"'],
    [['lint', 'none.pail'], 2, ''],
    [['--help'], 0, 'Usage: pail profile COMMAND'],
  ];
  for (const [args, code, says] of expected) {
    const ended = await app(...args);
    expect(ended.stdout, args.join(' ')).toContain(says);
    expect(ended.code, args.join(' ')).toBe(code);
    // The answer stands alone on standard output, for whoever pipes it.
    expect((await inSourceTree(...args)).stdout).toBe(ended.stdout);
  }
  expect(await readdir(home)).toEqual(before);
});

test('a Pail that runs does not notice, and takes a file called profile.pail as before', async ({
  pail,
  desktop,
  folder,
}) => {
  const profile = path.join(folder, 'profile.pail');
  await writeFile(profile, risky());
  await giveToUnprivileged(folder);
  const running = path.join(desktop.home, 'user-data');
  const ended = await desktop.runApp([...desktop.appArguments(running), 'profile', 'lint', profile]);
  expect(ended).toMatchObject({ code: 0, output: expect.stringContaining('warning whole-bucket') });
  const imported = pail.window.page.getByText('Risky Ltd');
  await expect(imported).toHaveCount(0);

  await pail.secondInstance(profile);
  await expect(imported.first()).toBeVisible();
});

/** A profile of one location, which is a whole bucket. */
function risky(): string {
  return JSON.stringify({
    version: 1,
    name: 'Risky Ltd',
    signIn: { userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789' },
    storage: { region: 'eu-west-1' },
    credentials: [{ id: 'main', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/pail' }],
    locations: [{ label: 'All', bucket: 'homes' }],
  });
}
