// Makes a fresh machine ready to run and test Pail. As a program: `node scripts/bootstrap.mjs [need...]`, all by default.
import { electronRuntime } from './electron-runtime.mjs';
import { ensureNpmPackages } from './lib/npm-packages.mjs';
import { isProgram } from './lib/run.mjs';
import { ensureSystemPackages, packageGroups } from './lib/system-packages.mjs';

/** @typedef {'node' | import('./lib/system-packages.mjs').GroupName} Need */

/** @type {readonly [number, number]} */
const OLDEST_NODE = [20, 19];

/** @type {Need[]} */
const ALL_NEEDS = [
  'node',
  .../** @type {import('./lib/system-packages.mjs').GroupName[]} */ (Object.keys(packageGroups)),
];

/**
 * Brings what is needed and missing; quick when nothing is.
 * node: the npm packages. electron: its libraries and the runtime itself. The others are groups of system packages.
 *
 * @param {{ need: readonly Need[] }} options
 */
export async function bootstrap({ need }) {
  checkNodeVersion();
  // The runtime is made with tools from npm.
  if (need.includes('node') || need.includes('electron')) await ensureNpmPackages();
  const groups = need.filter((name) => name !== 'node');
  // Elsewhere Electron needs nothing that the system does not have.
  await ensureSystemPackages(process.platform === 'linux' ? groups : groups.filter((name) => name !== 'electron'));
  if (need.includes('electron')) await electronRuntime();
}

function checkNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(`Pail needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

if (isProgram(import.meta)) {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !ALL_NEEDS.includes(/** @type {Need} */ (name)));
  if (unknown !== undefined) {
    console.error(`Unknown need '${unknown}'. Known: ${ALL_NEEDS.join(', ')}.`);
    process.exit(1);
  }
  try {
    await bootstrap({ need: names.length > 0 ? /** @type {Need[]} */ (names) : ALL_NEEDS });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
