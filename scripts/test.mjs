// `npm test`: everything that must hold, in one run, on a fresh machine too. The last line counts the tests; the exit code
// is 0 only if every stage was fine. A stage that fails does not keep the others from running, unless they need it.
import { mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { repositoryRoot } from './lib/cache.mjs';
import { playwrightCounts, vitestCounts } from './lib/reports.mjs';
import { npm, run } from './lib/run.mjs';
import { storeChoice } from './lib/store-choice.mjs';

/** @typedef {import('./lib/reports.mjs').Counts} Counts */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => Promise<void>} work throws where the stage fails
 * @property {readonly string[]} [after] stages without which this one makes no sense
 * @property {() => Promise<Counts>} [count] for stages that run tests: what they reported
 */

const artifacts = join(repositoryRoot, 'artifacts');
const vitestReport = join(artifacts, 'vitest.json');
const playwrightReport = join(artifacts, 'e2e.json');

/** A runner that hangs must not hang the run. */
const STAGE_LIMIT_MS = 25 * 60_000;

/**
 * Elsewhere an emulator takes the place of Ceph, and tests that need Ceph are skipped.
 *
 * @type {readonly import('./bootstrap.mjs').Need[]}
 */
const STORE = storeChoice() === 'ceph' ? ['s3'] : [];

/** @type {readonly Stage[]} */
const stages = [
  {
    name: 'bootstrap',
    work: () =>
      bootstrap({
        need: [
          'node',
          'electron',
          'display',
          'browser',
          ...STORE,
          'peers',
          'fonts',
          'keyring',
          'trust',
          'package',
          'installed',
        ],
      }),
  },
  { name: 'lint', after: ['bootstrap'], work: () => npmRun('lint') },
  { name: 'types', after: ['bootstrap'], work: () => npmRun('types') },
  { name: 'build', after: ['bootstrap'], work: () => npmRun('build') },
  {
    name: 'vitest',
    after: ['bootstrap'],
    work: () =>
      runner('vitest', 'vitest.mjs', [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${vitestReport}`,
      ]),
    count: () => vitestCounts(vitestReport),
  },
  {
    name: 'playwright',
    after: ['bootstrap', 'build'],
    work: () => runner('@playwright/test', 'cli.js', ['test']),
    count: () => playwrightCounts(playwrightReport),
  },
];

await mkdir(artifacts, { recursive: true });
// Numbers of an earlier run must not be taken for this one's.
for (const report of [vitestReport, playwrightReport]) await rm(report, { force: true });

/** @type {Map<string, { verdict: string, seconds: number }>} */
const results = new Map();
const total = { passed: 0, failed: 0, skipped: 0 };
for (const stage of stages) {
  const { verdict, seconds } = await runStage(stage);
  results.set(stage.name, { verdict, seconds });
  if (stage.count === undefined) continue;
  const counts = await countsOf(stage.count, verdict);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}

console.log('');
for (const [name, { verdict, seconds }] of results) console.log(`${`${name}:`.padEnd(12)} ${verdict} (${seconds} s)`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
const allOk = [...results.values()].every(({ verdict }) => verdict === 'ok');
process.exitCode = allOk && total.failed === 0 ? 0 : 1;

/** @param {Stage} stage */
async function runStage({ name, work, after = [] }) {
  const missing = after.find((other) => results.get(other)?.verdict !== 'ok');
  if (missing !== undefined) return { verdict: `not run, needs ${missing}`, seconds: 0 };
  console.log(`\n── ${name}`);
  const start = performance.now();
  let verdict = 'ok';
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    verdict = 'failed';
  }
  return { verdict, seconds: Math.round((performance.now() - start) / 100) / 10 };
}

/**
 * A runner that crashed, was not run, says nothing or ran nothing has failed, whatever its report says.
 *
 * @param {() => Promise<Counts>} count
 * @param {string} verdict
 */
async function countsOf(count, verdict) {
  const counts = await count().catch(() => ({ passed: 0, failed: 0, skipped: 0 }));
  const isBelievable = counts.failed > 0 || (verdict === 'ok' && counts.passed > 0);
  return isBelievable ? counts : { ...counts, failed: 1 };
}

/** @param {string} script */
async function npmRun(script) {
  await expectSuccess(script, npm.command, [...npm.args, 'run', '--silent', script]);
}

/**
 * @param {string} packageName
 * @param {string} program its path in the package
 * @param {readonly string[]} args
 */
async function runner(packageName, program, args) {
  const folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  await expectSuccess(packageName, process.execPath, [join(folder, program), ...args]);
}

/**
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 */
async function expectSuccess(name, command, args) {
  const { code, timedOut } = await run(command, args, { cwd: repositoryRoot, show: true, timeoutMs: STAGE_LIMIT_MS });
  if (timedOut) throw new Error(`${name} did not end within ${STAGE_LIMIT_MS / 60_000} minutes.`);
  if (code !== 0) throw new Error(`${name} failed (${code}).`);
}
