/** Sorts and scans a million entries with nothing around it: the peer of the engine's arrangements. */
import { MILLION, syntheticEntries } from '../million/entries.ts';
import { answerWith } from './parent.ts';

/** Sorts by size, by time and by name; or looks for a text in every name. */
export type PlainQuestion = { readonly kind: 'sort' } | { readonly kind: 'filter'; readonly text: string };

export interface PlainAnswer {
  /** Seconds of each step. */
  readonly steps: readonly number[];
  readonly cpu: number;
  /** What was found, so that nothing is left out because nobody looks at it. */
  readonly found: number;
}

const { names, sizes, modified } = syntheticEntries(MILLION);

function timed(steps: number[], work: () => number): number {
  const start = performance.now();
  const found = work();
  steps.push((performance.now() - start) / 1000);
  return found;
}

answerWith((question: PlainQuestion): PlainAnswer => {
  const steps: number[] = [];
  const cpuBefore = process.cpuUsage();
  let found = 0;
  if (question.kind === 'sort') {
    for (const column of [sizes, modified]) found += timed(steps, () => column.slice().sort()[0] ?? 0);
    found += timed(steps, () => {
      const ids = Uint32Array.from(names, (_, index) => index);
      ids.sort((a, b) => ((names[a] as string) < (names[b] as string) ? -1 : 1));
      return ids[0] ?? 0;
    });
  } else {
    const { text } = question;
    found = timed(steps, () => {
      const kept = new Uint32Array(names.length);
      let count = 0;
      for (let index = 0; index < names.length; index += 1) {
        if ((names[index] as string).includes(text)) kept[count++] = index;
      }
      return count;
    });
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { steps, cpu: (user + system) / 1e6, found };
});
