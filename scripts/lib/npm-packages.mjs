import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openCache, repositoryRoot } from './cache.mjs';
import { npm, run, tail } from './run.mjs';

/** Runs `npm ci` where node_modules is not what package-lock.json says. */
export async function ensureNpmPackages() {
  if (await isUpToDate()) return;
  console.log('Installing npm packages (npm ci).');
  const logFile = join(await openCache(), 'npm-ci.log');
  await rm(logFile, { force: true });
  const { code, output } = await run(npm.command, [...npm.args, 'ci', '--no-audit', '--no-fund'], {
    cwd: repositoryRoot,
    logFile,
    // Its binary comes with electron-runtime.mjs, which can do without the download.
    env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
  });
  if (code === 0) return;
  // npm ends its complaint with its whole usage: the reason stands at the beginning.
  const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
  const reason = errors.length > 0 ? errors.slice(0, 12).join('\n') : tail(output);
  throw new Error(`npm ci failed (${code}, log: ${logFile}):\n${reason}`);
}

/** npm writes what it installed as its last step, so an interrupted install is seen as well. */
async function isUpToDate() {
  const [wanted, present] = await Promise.all([
    readPackages(join(repositoryRoot, 'package-lock.json')),
    readPackages(join(repositoryRoot, 'node_modules', '.package-lock.json')),
  ]);
  if (wanted === undefined) throw new Error('package-lock.json cannot be read.');
  if (present === undefined) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = present[path];
    // Optional packages are for other platforms where they are absent.
    return found === undefined ? optional === true : found.version === version && found.integrity === integrity;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined>}
 */
async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
