/** `npm run bench`: Pail's engine and app against their peers, in pairs. See docs/performance.md. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bench } from './bench.ts';
import { describeMachine } from './machine.ts';
import { readOptions, USAGE } from './options.ts';
import { notes, table, writeBlock } from './report.ts';
import { allMet, type Row } from './row.ts';
import { benchmarks } from './rows/index.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

async function run(): Promise<number> {
  const names = benchmarks.flatMap((benchmark) => benchmark.names);
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(`${USAGE}\n\nRows: ${names.join(', ')}`);
    return 0;
  }
  const options = readOptions(args, names);
  const wanted = new Set(options.only.length > 0 ? options.only : names);
  const begin = performance.now();
  const report = (text: string): void => {
    process.stderr.write(`${`${Math.round((performance.now() - begin) / 1000)} s`.padStart(7)}  ${text}\n`);
  };
  const bench = new Bench({
    pairs: options.pairs,
    built: path.resolve(options.built ?? path.join(repository, 'out')),
    report,
    freshEngine: options.freshEngine,
    profiles: options.profiles && path.resolve(options.profiles),
  });
  let interrupted = false;
  const endWith = (signal: NodeJS.Signals): void => {
    interrupted = true;
    report(`${signal}: ending what was started`);
    void bench.stop().finally(() => process.exit(1));
  };
  process.once('SIGINT', endWith).once('SIGTERM', endWith);

  const rows: Row[] = [];
  const failures: string[] = [];
  try {
    for (const benchmark of benchmarks) {
      if (bench.stopping || !benchmark.names.some((name) => wanted.has(name))) continue;
      report(benchmark.names.join(', '));
      try {
        rows.push(...(await benchmark.measure(bench)));
      } catch (error) {
        // What other rows measure is worth having all the same.
        if (bench.stopping) break;
        failures.push(`${benchmark.names.join(', ')}: ${error instanceof Error ? error.stack : error}`);
        report(failures.at(-1) ?? '');
      }
    }
  } finally {
    await bench.stop();
  }
  // What was measured until then is no result.
  if (interrupted) return 1;
  const result = [table(rows), notes(rows)].filter((text) => text !== '').join('\n\n');
  const machine = await describeMachine();
  console.log(result);
  for (const failure of failures) console.log(`\nNOT MEASURED ${failure}`);
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ machine, failures, rows }, null, 2)}\n`);
  if (options.writeDocs) {
    const block = `${machine}\n\n${result}`;
    await writeBlock(path.join(repository, 'docs/performance.md'), block);
  }
  return failures.length === 0 && (allMet(rows) || !options.limits) ? 0 : 1;
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
