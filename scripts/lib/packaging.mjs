import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Ends the version of what must not be handed out; the app knows itself by it (src/main/platform/build.ts). */
export const UNSUPPORTED_SUFFIX = '-dev-unsupported';

/** What distributions of Electron hold that an app has no use for. */
const LEFTOVERS = ['resources/default_app.asar', 'version', 'pail-cache.json'];

/** Ends the names of hosts that nobody can have (RFC 2606). */
const NOBODYS = '.invalid';

/**
 * What electron-builder is told beside electron-builder.yml.
 *
 * @param {object} options
 * @param {{ executable: string, version: string, standIn: boolean }} options.runtime
 * @param {{ version: string }} options.manifest package.json
 * @param {string} options.output the folder for the packages
 * @param {boolean} options.isQuick made for trying: larger, in a tenth of the time
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfig({ runtime, manifest, output, isQuick }) {
  return {
    directories: { output },
    // The bundles hold all that main and the window need: no dependency is to be looked for, rebuilt or packed.
    beforeBuild: async () => false,
    afterPack: ({ appOutDir }) => removeLeftovers(appOutDir),
    ...(isQuick && { deb: { compression: 'gz' } }),
    // The official one electron-builder takes from the cache of downloads, and checks it.
    ...(runtime.standIn && {
      electronDist: dirname(runtime.executable),
      electronVersion: runtime.version,
      extraMetadata: { version: `${manifest.version}${UNSUPPORTED_SUFFIX}` },
    }),
  };
}

/**
 * Why no release can be made, in sentences; empty where it can.
 *
 * @param {object} options
 * @param {{ version: string, standIn: boolean }} options.runtime
 * @param {{ homepage?: string }} options.manifest package.json
 * @param {string} options.declared the text of electron-builder.yml
 * @param {boolean} options.built made of what is in out/ already
 */
export function releaseObstacles({ runtime, manifest, declared, built }) {
  const obstacles = [];
  if (built) obstacles.push('--built packs whatever is in out/: a release is built anew. Leave --built out.');
  if (runtime.standIn) {
    obstacles.push(
      `Electron ${runtime.version} stands in for the official one, which could not be downloaded: it lacks years of security fixes.`,
    );
  }
  if (!manifest.homepage || new URL(manifest.homepage).hostname.endsWith(NOBODYS)) {
    obstacles.push('package.json names no homepage.');
  }
  const maintainer = /^ *maintainer: (.*)$/m.exec(declared)?.[1];
  if (maintainer === undefined || maintainer.includes(`${NOBODYS}>`)) {
    obstacles.push('electron-builder.yml names no maintainer.');
  }
  return obstacles;
}

/** @param {string} folder of the unpacked app */
async function removeLeftovers(folder) {
  for (const name of LEFTOVERS) await rm(join(folder, name), { force: true });
}
