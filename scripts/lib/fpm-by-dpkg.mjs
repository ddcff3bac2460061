#!/usr/bin/env node
// The part of fpm's command line that electron-builder makes a .deb with, done by dpkg-deb: Debian has no fpm. An option that
// is not known here is refused, so that none of a later electron-builder is lost unseen.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { run } from './run.mjs';

const text = /** @type {const} */ ({ type: 'string' });
const list = /** @type {const} */ ({ type: 'string', multiple: true, default: [] });

const { values: fpm, positionals: sources } = parseArgs({
  allowPositionals: true,
  options: {
    'input-type': { ...text, short: 's' },
    'output-type': { ...text, short: 't' },
    force: { type: 'boolean' },
    log: text,
    name: text,
    version: text,
    iteration: text,
    architecture: text,
    description: text,
    maintainer: text,
    vendor: text,
    url: text,
    license: text,
    category: text,
    package: text,
    depends: { ...list, short: 'd' },
    'deb-recommends': list,
    'deb-priority': text,
    'deb-compression': text,
    'after-install': text,
    'after-remove': text,
  },
});

/** How dpkg-deb is told what fpm calls so. What is to be quick is pressed lightly. */
const COMPRESSIONS = { xz: ['-Zxz'], gz: ['-Zgzip', '-z1'] };

if (fpm['input-type'] !== 'dir' || fpm['output-type'] !== 'deb') throw new Error('This makes a .deb of folders only.');
const target = required('package');
const root = await mkdtemp(`${target}.root-`);
try {
  for (const source of sources) await place(source);
  await expectSuccess('chmod', ['-R', 'u+rwX,go=rX', root]);
  await writeControl();
  const compression = COMPRESSIONS[/** @type {keyof typeof COMPRESSIONS} */ (required('deb-compression'))];
  if (compression === undefined) throw new Error(`No compression ${fpm['deb-compression']} is known here.`);
  await expectSuccess('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, target]);
} finally {
  await rm(root, { recursive: true });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function expectSuccess(command, args) {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command} failed (${code}):\n${output}`);
}

/** @param {keyof typeof fpm} name */
function required(name) {
  const value = fpm[name];
  if (typeof value !== 'string') throw new Error(`--${name} is missing.`);
  return value;
}

/** @param {string} source `from=to`; a folder whose path ends with a slash gives its content */
async function place(source) {
  const at = source.lastIndexOf('=/');
  if (at < 0) throw new Error(`${source} does not say where it goes.`);
  const to = join(root, source.slice(at + 1));
  await mkdir(dirname(to), { recursive: true });
  await cp(source.slice(0, at), to, { recursive: true, verbatimSymlinks: true });
}

async function writeControl() {
  const folder = join(root, 'DEBIAN');
  const files = await filesBelow(root);
  const bytes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const kibibytes = Math.ceil(bytes.reduce((sum, size) => sum + Math.ceil(size / 1024), 0));
  await mkdir(folder);
  await writeFile(join(folder, 'control'), control(kibibytes));
  const sums = await Promise.all(files.map(async (file) => `${await md5(file)}  ${relative(root, file)}\n`));
  await writeFile(join(folder, 'md5sums'), sums.sort().join(''));
  for (const [option, name] of /** @type {const} */ ([
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ])) {
    const script = fpm[option];
    if (script === undefined) continue;
    await copyFile(script, join(folder, name));
    await chmod(join(folder, name), 0o755);
  }
}

/** @param {number} kibibytes */
function control(kibibytes) {
  /** @type {[field: string, value: string | undefined][]} */
  const fields = [
    ['Package', required('name')],
    ['Version', [required('version'), fpm.iteration].filter(Boolean).join('-')],
    ['Architecture', required('architecture')],
    ['Maintainer', required('maintainer')],
    ['Installed-Size', String(kibibytes)],
    ['Depends', fpm.depends.join(', ')],
    ['Recommends', fpm['deb-recommends'].join(', ')],
    ['Section', fpm.category],
    ['Priority', fpm['deb-priority']],
    ['Homepage', fpm.url],
    ['Description', described(required('description'))],
  ];
  return fields.flatMap(([field, value]) => (value ? [`${field}: ${value}\n`] : [])).join('');
}

/**
 * The first line is the synopsis; the others begin with a space, and an empty one is a dot (Debian policy 5.6.13).
 *
 * @param {string} description
 */
function described(description) {
  const [synopsis = '', ...rest] = description.trim().split('\n');
  return [synopsis.trim(), ...rest.map((line) => ` ${line.trim() || '.'}`)].join('\n');
}

/** @param {string} folder */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** @param {string} file */
async function md5(file) {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
