// `npm run demo`: Pail beside a local sign-in service and a local S3 server. With `-- --tour`, or without a display, it
// drives itself through the main job, keeps screenshots and ends with one line of JSON.
import { spawn } from 'node:child_process';
import { bootstrap } from './bootstrap.mjs';
import { run } from './lib/run.mjs';

const NEEDS = /** @type {const} */ (['node', 'electron', 'display', 'browser', 's3', 'peers', 'fonts']);

if (process.platform !== 'linux') {
  console.error('The demo needs Linux: its S3 server is Ceph from the distribution’s packages.');
  process.exit(1);
}
const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
let tour = process.argv.includes('--tour');
if (!tour && !hasDisplay) {
  console.log(
    'There is no display here, so nobody could see a window: running the tour instead (npm run demo -- --tour).',
  );
  tour = true;
}
try {
  await bootstrap({ need: NEEDS });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const build = await run('npx', ['electron-vite', 'build', '--logLevel', 'warn'], {});
if (build.code !== 0) {
  console.error(build.output);
  process.exit(1);
}
const script = tour ? 'test/support/demo/tour.ts' : 'test/support/demo/interactive.ts';
const child = spawn(process.execPath, ['--import', 'tsx', '--no-warnings', script], { stdio: 'inherit' });
// The servers and Pail are the child's: it ends them, so it must hear of it.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code === 0 ? 0 : 1));
