import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRoot, openCache } from './cache.mjs';
import { run, tail } from './run.mjs';

/**
 * @typedef {object} PackageGroup
 * @property {string} purpose
 * @property {readonly string[]} packages Debian's names; `a|b` where a release renamed one: the first that exists is taken
 */

/**
 * What a fresh Debian or Ubuntu lacks, by what needs it.
 *
 * @satisfies {Record<string, PackageGroup>}
 */
export const packageGroups = {
  electron: {
    purpose: "Electron's libraries, and unzip to unpack it",
    packages: ['unzip', 'libgtk-3-0t64|libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2t64|libasound2', 'libsecret-1-0'],
  },
  display: { purpose: 'a virtual display with a real pointer', packages: ['xvfb', 'xdotool'] },
  browser: {
    purpose: 'a system browser, and the desktop that hands links to it and back',
    packages: ['chromium', 'dbus', 'xdg-utils', 'desktop-file-utils'],
  },
  s3: {
    purpose: 'a real S3 and STS server: Ceph',
    packages: ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph-common', 'openssl'],
  },
  peers: { purpose: 'another S3 client to compare with', packages: ['rclone'] },
  fonts: {
    purpose: 'scripts and emoji in screenshots',
    packages: ['fonts-noto-core', 'fonts-noto-cjk', 'fonts-noto-color-emoji'],
  },
  trust: { purpose: 'a certificate authority that only a test user trusts', packages: ['libnss3-tools'] },
  keyring: { purpose: 'a real keyring for encrypted secrets', packages: ['gnome-keyring', 'libsecret-tools'] },
  package: { purpose: 'what archives are made with', packages: ['7zip'] },
  installed: {
    purpose: 'what an installed Pail asks for, and what says who opens a link or a file',
    packages: ['libnotify4', 'xdg-utils', 'shared-mime-info', 'desktop-file-utils', 'libglib2.0-bin'],
  },
};

/** @typedef {keyof typeof packageGroups} GroupName */

const INSTALL_OPTIONS = ['-y', '--no-install-recommends'];

/**
 * Installs what is missing of the groups. On systems without apt it only says what the groups would bring.
 *
 * @param {readonly GroupName[]} groups
 */
export async function ensureSystemPackages(groups) {
  if (groups.length === 0) return;
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) {
    console.log('Not Debian or Ubuntu: what follows is not installed for you.');
    for (const group of groups) console.log(listed(group, packageGroups[group].packages));
    return;
  }
  const installed = await installedPackages();
  /** @type {[GroupName, string[]][]} */
  const missing = [];
  for (const group of groups) {
    const absent = packageGroups[group].packages.filter((name) => !name.split('|').some((one) => installed.has(one)));
    if (absent.length > 0) missing.push([group, absent]);
  }
  if (missing.length > 0) await install(missing);
}

async function installedPackages() {
  const { output } = await run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n']);
  const lines = output.split('\n').filter((line) => line.startsWith('installed '));
  return new Set(lines.map((line) => line.slice('installed '.length)));
}

/** @param {[GroupName, string[]][]} missing */
async function install(missing) {
  const logFile = join(await openCache(), 'apt.log');
  await rm(logFile, { force: true });
  console.log(`Installing Debian packages (log: ${logFile}):`);
  for (const [group, packages] of missing) console.log(listed(group, packages));

  const wanted = missing.flatMap(([, packages]) => packages);
  try {
    await aptGet(['update'], logFile);
    await aptGet(['install', ...INSTALL_OPTIONS, ...(await Promise.all(wanted.map(knownName)))], logFile);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const names = await Promise.all(wanted.map(knownName));
    const byHand = `apt-get update && apt-get install ${[...INSTALL_OPTIONS, ...names].join(' ')}`;
    throw new Error(`${reason}\nInstall by hand, as root, then start again:\n  ${byHand}`);
  }
}

/**
 * The first of a package's names that this release has.
 *
 * @param {string} alternatives
 */
async function knownName(alternatives) {
  const names = alternatives.split('|');
  for (const name of names.length > 1 ? names : []) {
    const { code, output } = await run('apt-cache', ['show', '--no-all-versions', name]);
    if (code === 0 && output.includes('Version:')) return name;
  }
  return names[names.length - 1];
}

/**
 * @param {readonly string[]} args
 * @param {string} logFile
 */
async function aptGet(args, logFile) {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args];
  const [program, ...rest] = isRoot ? command : ['sudo', '-n', ...command];
  let result = await run(program, rest, { logFile });
  // Once more: a mirror that hiccups or another apt that holds the package lists is common and passes.
  if (result.code !== 0) {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    result = await run(program, rest, { logFile });
  }
  if (result.code !== 0) throw new Error(`apt-get ${args[0]} failed (${result.code}):\n${tail(result.output)}`);
}

/**
 * @param {GroupName} group
 * @param {readonly string[]} packages
 */
function listed(group, packages) {
  return `  ${group.padEnd(9)}${packages.map((name) => name.split('|').at(-1)).join(' ')}\n           ${packageGroups[group].purpose}`;
}
