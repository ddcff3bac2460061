import { parseArgs } from 'node:util';

/** What a person asked of the bench. */
export interface Options {
  /** Names of rows; empty for all. */
  readonly only: readonly string[];
  readonly pairs: number;
  /** Where to write the result as JSON. */
  readonly json: string | undefined;
  /** Whether the exit code tells of missed limits. */
  readonly limits: boolean;
  /** Whether to put the table into docs/performance.md. */
  readonly writeDocs: boolean;
  /** Another build to measure instead of a fresh one of this tree. */
  readonly built: string | undefined;
  /** A fresh engine for each measurement, instead of one for all of a store. */
  readonly freshEngine: boolean;
  /** A folder for CPU profiles of the engines. Profiling costs: times are not to be trusted then. */
  readonly profiles: string | undefined;
}

const DEFAULT_PAIRS = 5;

export const USAGE = `npm run bench -- [options]      (docs/performance.md says what the rows are)
  --only NAME[,NAME]   these rows; all without it
  --pairs N            measurements of each side, in turn; ${DEFAULT_PAIRS} without it
  --json FILE          the result as JSON, too
  --no-limits          missed limits do not fail the run
  --built DIR          another build (its out folder) instead of a fresh one
  --fresh-engine       a fresh engine for each measurement
  --profiles DIR       CPU profiles of the engines; times are not to be trusted then
  --write-docs         puts the table into docs/performance.md`;

/** Reads the command line. Throws an Error for what it does not know. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      pairs: { type: 'string' },
      json: { type: 'string' },
      built: { type: 'string' },
      profiles: { type: 'string' },
      'fresh-engine': { type: 'boolean' },
      'no-limits': { type: 'boolean' },
      'write-docs': { type: 'boolean' },
    },
  });
  const only = values.only?.split(',').filter((name) => name !== '') ?? [];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}. Rows: ${names.join(', ')}.`);
  if (values['write-docs'] && only.length > 0) throw new Error('--write-docs takes all rows: leave out --only.');
  const pairs = Number(values.pairs ?? DEFAULT_PAIRS);
  if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs takes a whole number, not ${values.pairs}.`);
  return {
    only,
    pairs,
    json: values.json,
    built: values.built,
    profiles: values.profiles,
    freshEngine: values['fresh-engine'] ?? false,
    limits: !values['no-limits'],
    writeDocs: values['write-docs'] ?? false,
  };
}
