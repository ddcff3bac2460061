import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that package.json is in. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Whether this process may become another user. */
export const isRoot = process.getuid?.() === 0;

/**
 * Where downloads and logs live, outside the repository so that clones share them. Root's own home is closed to the
 * unprivileged user that the tests run Electron as, so root uses the system's cache folder.
 */
export function cacheFolder() {
  if (process.env.PAIL_CACHE) return process.env.PAIL_CACHE;
  if (isRoot) return '/var/cache/pail';
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'pail');
}

/** Makes the cache folder and answers its path. */
export async function openCache() {
  const folder = cacheFolder();
  await mkdir(folder, { recursive: true });
  if (isRoot) await chmod(folder, 0o755);
  return folder;
}

const MARKER = 'pail-cache.json';
const BUILDING = 'building-';

/**
 * A folder of the cache, filled once. It appears under its name only when complete, so an interrupted run leaves nothing
 * that looks usable, and of two runs at the same time the first to finish wins.
 *
 * @param {string} name must change whenever the content would
 * @param {Record<string, string>} marker what the content was made from, kept in the folder
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the folder's path
 */
export async function cachedFolder(name, marker, fill) {
  const cache = await openCache();
  const folder = join(cache, name);
  const expected = JSON.stringify(marker, null, 2);
  const isThere = async () => (await readText(join(folder, MARKER))) === expected;
  if (await isThere()) return folder;

  await removeInterrupted(cache);
  const building = join(cache, `${BUILDING}${randomUUID()}`);
  await mkdir(building);
  try {
    await fill(building);
    await chmod(building, 0o755);
    await writeFile(join(building, MARKER), expected);
    await rename(building, folder).catch(async (error) => {
      if (!(await isThere())) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Removes what interrupted runs left, after a time in which any run would have ended.
 *
 * @param {string} cache
 */
async function removeInterrupted(cache) {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    if (name.startsWith(BUILDING) && (await ageInHours(folder)) > 1) await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} file */
async function ageInHours(file) {
  return stat(file).then(
    ({ mtimeMs }) => (Date.now() - mtimeMs) / 3_600_000,
    () => Number.POSITIVE_INFINITY,
  );
}

/**
 * Remembers for a while that something failed, so that the next run does not wait for it again.
 *
 * @param {string} name
 * @param {number} hours how long the memory holds
 */
export function failureMemory(name, hours) {
  const file = join(cacheFolder(), `${name}.failed`);
  return {
    /** Why it failed, or undefined where it did not fail lately. */
    async recall() {
      return (await ageInHours(file)) < hours ? await readText(file) : undefined;
    },
    /** @param {string} reason */
    async remember(reason) {
      await openCache();
      await writeFile(file, reason);
    },
  };
}

/** @param {string} file */
async function readText(file) {
  return readFile(file, 'utf8').catch(() => undefined);
}
