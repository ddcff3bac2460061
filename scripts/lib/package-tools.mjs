import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** 7-Zip's names in Debian and its relatives; the first is the newest. */
const SEVEN_ZIP = ['7zz', '7za', '7z'];

/**
 * Has electron-builder use what Debian has, in place of tools that it would download from GitHub: 7-Zip, and dpkg-deb by way
 * of fpm-by-dpkg.mjs. Where they are not there it does download.
 *
 * @param {{ isQuick: boolean }} options isQuick: archives are pressed lightly
 */
export async function preferSystemTools({ isQuick }) {
  const [sevenZip, dpkg] = await Promise.all([firstProgram(SEVEN_ZIP), firstProgram(['dpkg-deb'])]);
  if (sevenZip !== undefined) process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= sevenZip;
  if (dpkg !== undefined) {
    process.env['CUSTOM_FPM_PATH'] ??= fileURLToPath(new URL('fpm-by-dpkg.mjs', import.meta.url));
  }
  if (isQuick) process.env['ELECTRON_BUILDER_COMPRESSION_LEVEL'] ??= '1';
}

/** @param {readonly string[]} names */
async function firstProgram(names) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const file of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
