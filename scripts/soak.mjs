// `npm run test:soak`: the full counts of what must hold, one part after the other. It says its seed, and writes what came
// of each part to docs/soak.md; what the parts that did not run have said stays there.
//
//   --seed NUMBER    another one than today's
//   --only NAME,...  some of the parts
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { repositoryRoot } from './lib/cache.mjs';
import { npm, run } from './lib/run.mjs';
import { soakDocument, soakRows } from './lib/soak-document.mjs';

const LIMIT_MS = 3 * 3_600_000;

/** What there is, and the test file of each. Those of Playwright (`.spec.ts`) run the real app. */
const PARTS = {
  moments: 'src/main/engine/transfers/recovery.test.ts',
  faults: 'test/integration/transfer-faults.test.ts',
  kills: 'test/integration/kills.test.ts',
  'kills of the app': 'test/e2e/kills.spec.ts',
  keys: 'test/integration/session-transfers.test.ts',
  volume: 'test/integration/volume.test.ts',
  'large move': 'test/integration/large-move.test.ts',
  mending: 'test/integration/transfer-mending.test.ts',
  archives: 'src/main/engine/transfers/zip/zip-file.test.ts',
  mapping: 'src/main/mapping/mapping-properties.test.ts',
  // Of these both files that begin so.
  'hostile profiles': 'test/unit/fuzz/profiles',
  'hostile links': 'test/unit/fuzz/deep-links.test.ts',
  'hostile page': 'test/unit/fuzz/contract.test.ts',
  // Of these both files that begin so.
  'hostile answers': 'test/unit/fuzz/store-',
  // Of these as well.
  listings: 'src/main/engine/s3/wire/list-parser',
  'hostile keys': 'test/unit/fuzz/local-names.test.ts',
  'mixed hour': 'test/integration/mixed-hour.test.ts',
};

const { values } = parseArgs({ options: { seed: { type: 'string' }, only: { type: 'string' } } });
const seed = Number(values.seed ?? Math.floor(Date.now() / 86_400_000));
if (!Number.isSafeInteger(seed)) throw new Error(`--seed ${values.seed}: it is no whole number.`);
const wanted = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = wanted.find((name) => !(name in PARTS));
if (unknown !== undefined) throw new Error(`--only ${unknown}: it is one of ${Object.keys(PARTS).join(', ')}.`);

console.log(`seed ${seed}`);
await bootstrap({ need: ['node', 'electron', 'display', 'browser', 's3', 'peers', 'keyring'] });
const path = join(repositoryRoot, 'docs/soak.md');
let isOk = true;
for (const [name, file] of Object.entries(PARTS)) {
  if (!wanted.includes(name)) continue;
  const start = performance.now();
  const { code, output } = await runPart(file);
  console.log(output);
  isOk &&= code === 0;
  // Read anew: parts that ran beside this one stay.
  const rows = soakRows(await readFile(path, 'utf8').catch(() => ''));
  rows.set(name, {
    date: new Date().toISOString().slice(0, 10),
    seed,
    result: code === 0 ? 'passed' : 'failed',
    minutes: (performance.now() - start) / 60_000,
    figures: [...output.matchAll(/figures: (.*)/g)].map(([, said]) => said),
  });
  // After each part: the next one may be stopped.
  await writeFile(path, soakDocument(Object.keys(PARTS), rows));
}
process.exitCode = isOk ? 0 : 1;

/** @param {string} file */
async function runPart(file) {
  const isApp = file.endsWith('.spec.ts');
  const options = {
    cwd: repositoryRoot,
    timeoutMs: LIMIT_MS,
    env: { ...process.env, PAIL_SOAK: '1', PAIL_SEED: String(seed), NO_COLOR: '1', FORCE_COLOR: undefined },
  };
  if (!isApp) return run(process.execPath, [program('vitest', 'vitest.mjs'), 'run', file], options);
  const built = await run(npm.command, [...npm.args, 'run', '--silent', 'build'], options);
  return built.code === 0
    ? run(process.execPath, [program('@playwright/test', 'cli.js'), 'test', '--global-timeout=0', file], options)
    : built;
}

/**
 * @param {string} name of a package
 * @param {string} script its path in the package
 */
function program(name, script) {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), script);
}
