import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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
  const folder = join(await openCache(), name);
  const expected = JSON.stringify(marker, null, 2);
  if ((await readText(join(folder, MARKER))) === expected) return folder;

  await rm(folder, { recursive: true, force: true });
  const building = `${folder}.${randomUUID()}`;
  await mkdir(building);
  try {
    await fill(building);
    await chmod(building, 0o755);
    await writeFile(join(building, MARKER), expected);
    await rename(building, folder).catch((error) => {
      if (!existsSync(join(folder, MARKER))) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return folder;
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
      const age = await stat(file).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => Number.POSITIVE_INFINITY,
      );
      return age < hours * 3_600_000 ? await readText(file) : undefined;
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
