// `npm run test:soak`: the full counts of what must hold for transfers: kills, faults, every moment of a journal, huge archives. It says its seed,
// and writes what came of it to docs/soak.md.
//
//   --seed NUMBER   another one than today's
//   --only NAME     moments, kills, faults or archives
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { repositoryRoot } from './lib/cache.mjs';
import { run } from './lib/run.mjs';

const LIMIT_MS = 3 * 3_600_000;

/** What there is, and the test file of each. */
const PARTS = {
  moments: 'src/main/engine/transfers/recovery.test.ts',
  kills: 'test/integration/kills.test.ts',
  faults: 'test/integration/transfer-faults.test.ts',
  archives: 'src/main/engine/transfers/zip/zip-file.test.ts',
};

const { values } = parseArgs({ options: { seed: { type: 'string' }, only: { type: 'string' } } });
const seed = Number(values.seed ?? Math.floor(Date.now() / 86_400_000));
if (!Number.isSafeInteger(seed)) throw new Error(`--seed ${values.seed}: it is no whole number.`);
const chosen = Object.entries(PARTS).filter(([name]) => values.only === undefined || values.only === name);
if (chosen.length === 0) throw new Error(`--only ${values.only}: it is one of ${Object.keys(PARTS).join(', ')}.`);

console.log(`seed ${seed}`);
await bootstrap({ need: ['node', 's3'] });
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const rows = [];
let isOk = true;
for (const [name, file] of chosen) {
  const start = performance.now();
  const { code, output } = await run(process.execPath, [vitest, 'run', file], {
    cwd: repositoryRoot,
    timeoutMs: LIMIT_MS,
    env: { ...process.env, PAIL_SOAK: '1', PAIL_SEED: String(seed) },
  });
  console.log(output);
  isOk &&= code === 0;
  const figures = [...output.matchAll(/figures: (.*)/g)].map(([, said]) => said);
  const minutes = ((performance.now() - start) / 60_000).toFixed(1);
  rows.push(`| ${name} | ${code === 0 ? 'passed' : 'failed'} | ${minutes} | ${figures.join('; ')} |`);
}
const document = `# Last soak

\`npm run test:soak\`, ${new Date().toISOString().slice(0, 10)}, seed ${seed}. Written by \`scripts/soak.mjs\`.

| part | result | minutes | figures |
|---|---|---|---|
${rows.join('\n')}
`;
await writeFile(join(repositoryRoot, 'docs/soak.md'), document);
process.exitCode = isOk ? 0 : 1;
