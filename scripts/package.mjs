// `npm run package`: packages of Pail for the system that it runs on, as electron-builder.yml says, in dist/.
//
//   --release        made of the official Electron and pressed well; where that cannot be, it says why and makes nothing
//   --dir            the unpacked folder only
//   --built          of what is in out/, which is made anew otherwise; never for a release
//   --output FOLDER  another one than dist/
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { repositoryRoot } from './lib/cache.mjs';
import { preferSystemTools } from './lib/package-tools.mjs';
import { packageConfig, releaseObstacles } from './lib/packaging.mjs';
import { npm, run } from './lib/run.mjs';

const { values: options } = parseArgs({
  options: {
    release: { type: 'boolean', default: false },
    dir: { type: 'boolean', default: false },
    built: { type: 'boolean', default: false },
    output: { type: 'string', default: 'dist' },
  },
});

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main() {
  // Paths in electron-builder.yml begin there.
  process.chdir(repositoryRoot);
  const isLinux = process.platform === 'linux';
  await bootstrap({ need: isLinux ? ['node', 'electron', 'package'] : ['node'] });
  const runtime = await electronRuntime({ quiet: true });
  const manifest = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8'));
  const declared = await readFile(join(repositoryRoot, 'electron-builder.yml'), 'utf8');
  const obstacles = options.release ? releaseObstacles({ runtime, manifest, declared, built: options.built }) : [];
  if (obstacles.length > 0) throw new Error(['No release is made.', ...obstacles].join('\n'));

  if (!options.built) await buildBundles();
  if (isLinux) await preferSystemTools({ isQuick: !options.release });
  // Only now: it is large, and comes with the npm packages.
  const { archFromString, build, Platform } = await import('electron-builder');
  const artifacts = await build({
    projectDir: repositoryRoot,
    targets: Platform.current().createTarget(options.dir ? 'dir' : null, archFromString(process.arch)),
    publish: 'never',
    config: packageConfig({ runtime, manifest, output: options.output, isQuick: !options.release }),
  });
  for (const artifact of artifacts) {
    const { size } = await stat(artifact);
    console.log(`${relative(process.cwd(), artifact)} (${Math.round(size / 1e6)} MB)`);
  }
}

async function buildBundles() {
  const { code, output } = await run(npm.command, [...npm.args, 'run', '--silent', 'build'], { cwd: repositoryRoot });
  if (code !== 0) throw new Error(output);
}
