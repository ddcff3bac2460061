// `npm run bench`: measures Pail against its peers; see docs/performance.md. Arguments go to test/bench/main.ts.
import { spawn } from 'node:child_process';
import { bootstrap } from './bootstrap.mjs';
import { repositoryRoot } from './lib/cache.mjs';
import { run } from './lib/run.mjs';

const NEEDS = /** @type {const} */ (['node', 'electron', 'display', 'browser', 's3', 'peers', 'fonts']);

const args = process.argv.slice(2);

if (process.platform !== 'linux') {
  console.error('The bench needs Linux: its S3 server is Ceph, and /proc tells what processes use.');
  process.exit(1);
}
const asksOnly = args.includes('--help');
try {
  await bootstrap({ need: asksOnly ? ['node'] : NEEDS });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
if (!asksOnly && !args.some((argument) => argument.startsWith('--built'))) {
  const build = await run('npx', ['electron-vite', 'build', '--logLevel', 'warn'], { cwd: repositoryRoot });
  if (build.code !== 0) {
    console.error(build.output);
    process.exit(1);
  }
}
const child = spawn(process.execPath, ['--import', 'tsx', '--no-warnings', 'test/bench/main.ts', ...args], {
  cwd: repositoryRoot,
  stdio: 'inherit',
});
// The servers and apps are the child's: it ends them, so it must hear of it.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code === 0 ? 0 : 1));
