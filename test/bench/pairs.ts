import type { Sample } from './row.ts';

/** Two ways to do the same work. */
export interface Contest {
  readonly ours: () => Promise<Sample>;
  readonly peer: () => Promise<Sample>;
}

/** All measurements of a contest. */
export interface PairedSamples {
  readonly ours: readonly Sample[];
  readonly peer: readonly Sample[];
}

/**
 * Measures both ways in turn, and who is first in turn as well: what drifts on the machine meets both alike. `report` hears
 * of each pair.
 */
export async function runPairs(
  pairs: number,
  { ours, peer }: Contest,
  report: (text: string) => void,
): Promise<PairedSamples> {
  const all = { ours: [] as Sample[], peer: [] as Sample[] };
  for (let pair = 0; pair < pairs; pair += 1) {
    const steps = [async () => all.ours.push(await ours()), async () => all.peer.push(await peer())];
    for (const step of pair % 2 === 0 ? steps : steps.reverse()) await step();
    const [mine, theirs] = [all.ours.at(-1), all.peer.at(-1)];
    report(`pair ${pair + 1} of ${pairs}: ${brief(mine)} against ${brief(theirs)}`);
  }
  return all;
}

function brief(sample: Sample | undefined): string {
  const time = (value: number | null | undefined): string => (value == null ? '-' : value.toPrecision(3));
  return `${time(sample?.wall)} s (${time(sample?.cpu)} CPU-s, ${((sample?.rss ?? 0) / 1e6).toFixed(0)} MB)`;
}
