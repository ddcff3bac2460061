import { limitsOf } from './limits.ts';
import { median } from './statistics.ts';

/** One measurement of one client. `null`: the row does not measure it. */
export interface Sample {
  /** Seconds: of the work, or whatever time the row is about (a frame, a delay). */
  readonly wall: number | null;
  /** CPU seconds, user and system, of the client alone. */
  readonly cpu: number | null;
  /** Most bytes of memory that the client held; for rows about memory what it holds at rest. */
  readonly rss: number | null;
}

/** A limit on one number of a row, and whether it holds. */
export interface Verdict {
  /** Where the number stands in the row, such as `ratio.wall`. */
  readonly what: string;
  readonly atMost: number;
  /** `null` where it could not be measured, which is not met. */
  readonly is: number | null;
  readonly met: boolean;
}

/** One line of the result: medians of the pairs, and the ratios of those medians. */
export interface Row {
  readonly name: string;
  readonly pairs: number;
  readonly ours: Sample;
  readonly peer: Sample & { readonly name: string };
  readonly ratio: Sample;
  /** Smallest and largest of the measured times, in seconds. */
  readonly spread: { readonly ours: Range; readonly peer: Range };
  /** Bytes over idle with the list shown, for rows about that. */
  readonly memory?: Readonly<Record<string, number>>;
  readonly note?: string;
  readonly limits: readonly Verdict[];
}

type Range = readonly [number, number] | null;

/** What the pairs of one row measured. */
export interface Measured {
  readonly name: string;
  readonly peerName: string;
  readonly ours: readonly Sample[];
  readonly peer: readonly Sample[];
  readonly memory?: Readonly<Record<string, number>>;
  readonly note?: string;
}

const FIELDS = ['wall', 'cpu', 'rss'] as const;

/** Makes a row of what was measured, with the limits that apply to it. */
export function toRow({ name, peerName, ours, peer, ...extra }: Measured): Row {
  const medians = { ours: middle(ours), peer: { name: peerName, ...middle(peer) } };
  const ratio = Object.fromEntries(FIELDS.map((field) => [field, divide(medians.ours[field], medians.peer[field])]));
  const row = { name, pairs: ours.length, ...medians, ratio: ratio as unknown as Sample };
  const spread = { ours: rangeOf(ours), peer: rangeOf(peer) };
  const limits = limitsOf(name).map(({ what, atMost }): Verdict => {
    const is = numberAt({ ...row, ...extra }, what);
    return { what, atMost, is, met: is !== null && is <= atMost };
  });
  return { ...row, spread, ...extra, limits };
}

/** True where every limit of every row holds. */
export function allMet(rows: readonly Row[]): boolean {
  return rows.every((row) => row.limits.every(({ met }) => met));
}

function middle(samples: readonly Sample[]): Sample {
  const of = (field: (typeof FIELDS)[number]): number | null => {
    const values = samples.map((sample) => sample[field]).filter((value) => value !== null);
    return values.length === 0 ? null : median(values);
  };
  return { wall: of('wall'), cpu: of('cpu'), rss: of('rss') };
}

function rangeOf(samples: readonly Sample[]): Range {
  const values = samples.map(({ wall }) => wall).filter((value) => value !== null);
  return values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
}

function divide(ours: number | null, peer: number | null): number | null {
  return ours === null || peer === null || peer === 0 ? null : ours / peer;
}

function numberAt(row: object, path: string): number | null {
  let value: unknown = row;
  for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'number' ? value : null;
}
