// `npm run demo`: Pail beside a local sign-in service and a local S3 server.
//
//   --tour        it drives itself through the main job, keeps screenshots and ends with one line of JSON; also without a display
//   --store NAME  ceph, or emulator as where Ceph cannot be had
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { npm, run } from './lib/run.mjs';
import { storeChoice } from './lib/store-choice.mjs';

/** @typedef {import('./bootstrap.mjs').Need} Need */

const isLinux = process.platform === 'linux';

try {
  process.exitCode = await demo();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function demo() {
  const { values } = parseArgs({ options: { tour: { type: 'boolean' }, store: { type: 'string' } } });
  const store = storeChoice(values.store);
  const tour = isTour(values.tour ?? false);
  await bootstrap({ need: needs(store) });
  const build = await run(npm.command, [...npm.args, 'run', '--silent', 'build', '--', '--logLevel', 'warn'], {});
  if (build.code !== 0) throw new Error(build.output);
  return start(tour ? 'tour' : 'interactive', store);
}

/** @param {boolean} asked */
function isTour(asked) {
  if (asked && !isLinux) throw new Error('The tour needs Linux: it has a display and a browser of its own there.');
  if (asked || !isLinux || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return asked;
  console.log(
    'There is no display here, so nobody could see a window: running the tour instead (npm run demo -- --tour).',
  );
  return true;
}

/**
 * Elsewhere than on Linux the system has a display and a browser, and Electron all that it needs.
 *
 * @param {import('./lib/store-choice.mjs').StoreChoice} store
 * @returns {Need[]}
 */
function needs(store) {
  if (!isLinux) return ['node', 'electron'];
  return [
    'node',
    'electron',
    'display',
    'browser',
    'peers',
    'fonts',
    ...(store === 'ceph' ? [/** @type {Need} */ ('s3')] : []),
  ];
}

/**
 * @param {'tour' | 'interactive'} script
 * @param {string} store
 * @returns {Promise<number>} the exit code
 */
function start(script, store) {
  const args = ['--import', 'tsx', '--no-warnings', `test/support/demo/${script}.ts`];
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, PAIL_STORE: store } });
  // The servers and Pail are the child's: it ends them, so it must hear of it.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0 ? 0 : 1)));
}
