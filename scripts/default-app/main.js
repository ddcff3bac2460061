// What `electron path/to/app` runs in the stand-in runtime (see ../lib/stand-in.mjs): the part of Electron's own default
// app that starting an app from its source folder needs. An official Electron brings its own and never loads this file.
import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron/main';

const { file, modules } = readArguments(process.argv.slice(1));
if (modules.length > 0) Module._preloadModules(modules);
if (file === undefined) {
  console.error('Usage: electron [options] path/to/app [arguments]');
  process.exit(1);
}
try {
  await loadApp(resolve(file));
} catch (error) {
  console.error('App threw an error during load');
  console.error(error);
  process.exit(1);
}

/**
 * Reads the options that Electron itself understands, up to the app's path; the app reads all of process.argv.
 *
 * @param {readonly string[]} args
 */
function readArguments(args) {
  /** @type {string[]} */
  const modules = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '-v' || arg === '--version') printAndExit(`v${process.versions.electron}`);
    else if (arg === '-a' || arg === '--abi') printAndExit(process.versions.modules);
    else if (arg === '-r' || arg === '--require') modules.push(args[++index]);
    else if (arg.startsWith('--app=')) return { file: arg.slice('--app='.length), modules };
    else if (!arg.startsWith('-')) return { file: arg, modules };
  }
  return { file: undefined, modules };
}

/** @param {string} text */
function printAndExit(text) {
  console.log(text);
  process.exit(0);
}

/** @param {string} path the app's folder or its main file */
async function loadApp(path) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  const manifest = readManifest(path);
  if (manifest !== undefined) {
    if (manifest.version) app.setVersion(manifest.version);
    app.name = manifest.productName ?? manifest.name ?? app.name;
    app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`);
  }
  const main = Module._resolveFilename(path, null, true);
  app.setAppPath(manifest === undefined ? dirname(main) : path);
  await import(pathToFileURL(main).href);
}

/** @param {string} folder */
function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
