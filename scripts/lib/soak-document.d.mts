/** What came of one part of the soak. */
export interface SoakRow {
  /** Of the run, UTC. */
  readonly date: string;
  readonly seed: number;
  readonly result: 'passed' | 'failed';
  readonly minutes: number;
  /** What its tests have counted. */
  readonly figures: readonly string[];
}

/** docs/soak.md. `order`: names of the parts; those that have not run are not in it. */
export function soakDocument(order: readonly string[], rows: ReadonlyMap<string, SoakRow>): string;

/** What an earlier run has written, by part. */
export function soakRows(document: string): Map<string, SoakRow>;
