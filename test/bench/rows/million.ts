/** A flat folder of a million objects in the synthetic store: loading it, and sorting and filtering what was loaded. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Arrangement, DEFAULT_ARRANGEMENT, type RowWindow } from '../../../src/shared/model/listing.ts';
import { millionApp } from '../app/million-app.ts';
import { Asked, askOnce } from '../ask-utility.ts';
import type { Bench, Benchmark } from '../bench.ts';
import { type Entries, MILLION, syntheticEntries } from '../million/entries.ts';
import { MILLION_BUCKET, MILLION_FOLDER } from '../million/names.ts';
import { runPairs } from '../pairs.ts';
import { meter, statusBytes } from '../process-usage.ts';
import { type Sample, toRow } from '../row.ts';
import { median } from '../statistics.ts';
import type { PlainAnswer, PlainQuestion } from '../utility/arrange-plainly.ts';
import type { ListAnswer, ListQuestion } from '../utility/list-pages.ts';

/** Pages that the SDK lists; what it takes for them is scaled to all. */
const PEER_PAGES = 50;
/** Until memory that is not needed any more has been given back. */
const SETTLE_MS = 3_000;

export const millionListing: Benchmark = {
  names: ['list-1m'],
  async measure(bench) {
    const [{ endpoint }, { admin: keys }] = [await bench.million(), await bench.rgw()];
    const electron = await bench.electron();
    const bySdk = await bench.utility('list-by-sdk');
    const overIdle: number[] = [];
    const ours = (): Promise<Sample> =>
      bench.withEngine(
        async (engine) => {
          await delay(SETTLE_MS / 3);
          const idle = await statusBytes(engine.pid, 'VmRSS');
          const sample = await engine.measure(async () => {
            const { count } = await engine.listed(MILLION_FOLDER);
            if (count !== MILLION) throw new Error(`the engine found ${count} objects`);
          });
          await delay(SETTLE_MS);
          overIdle.push((await statusBytes(engine.pid, 'VmRSS')) - idle);
          return sample;
        },
        endpoint,
        MILLION_BUCKET,
      );
    const question: ListQuestion = {
      endpoint,
      keys,
      bucket: MILLION_BUCKET,
      prefix: MILLION_FOLDER,
      warmUp: 0,
      pages: PEER_PAGES,
    };
    const scale = MILLION / (PEER_PAGES * 1000);
    const peer = async (): Promise<Sample> => {
      const { wall, cpu, rss } = await askOnce<ListAnswer>(electron, bySdk, question);
      return { wall: wall * scale, cpu: cpu * scale, rss };
    };
    const samples = await runPairs(bench.pairs, { ours, peer }, bench.report);
    const { rendererOverIdle } = await millionApp(bench, 1);
    const memory = { engine: median(overIdle), renderer: rendererOverIdle };
    bench.report(`engine over idle: ${overIdle.map((bytes) => (bytes / 1e6).toFixed(0)).join(', ')} MB`);
    const note = `peer: its first ${PEER_PAGES} pages, times ${scale}; its memory is that after those pages`;
    return [toRow({ name: 'list-1m', peerName: `AWS SDK, ${PEER_PAGES} pages x ${scale}`, ...samples, memory, note })];
  },
};

export const sortAndFilter: readonly Benchmark[] = [
  { names: ['sort-1m'], measure: async (bench) => [await sort(bench)] },
  { names: ['filter-1m'], measure: async (bench) => [await filter(bench)] },
];

/** A view of the million in an engine, the same data here, and the peer that sorts them plainly. */
function loaded(bench: Bench) {
  return bench.once('loaded million', async () => {
    const { endpoint } = await bench.million();
    const engine = await bench.own(bench.engine(endpoint, MILLION_BUCKET));
    const { viewId } = await engine.listed(MILLION_FOLDER);
    const entries = syntheticEntries(MILLION);
    const { names } = await engine.call('rows', viewId, 0, 20);
    const plain = await bench.own(Asked.start(await bench.electron(), await bench.utility('arrange-plainly')));
    return { engine, viewId, entries, firstNames: names, plain };
  });
}

async function plainSample(plain: Asked, question: PlainQuestion): Promise<PlainAnswer & Sample> {
  // The data are made before the first question is answered; that is not measured.
  await plain.ask<PlainAnswer>({ kind: 'filter', text: 'nothing has this name' });
  const usage = await meter(plain.pid);
  const answer = await plain.ask<PlainAnswer>(question);
  const { rss } = await usage();
  return { ...answer, wall: answer.steps.reduce((sum, step) => sum + step, 0), rss };
}

async function sort(bench: Bench) {
  const { engine, viewId, entries, firstNames, plain } = await loaded(bench);
  const same = (left: ArrayLike<unknown>, right: readonly unknown[]): boolean =>
    right.every((value, index) => value === left[index]);
  const [smallest, oldest] = [lowest(entries.sizes), lowest(entries.modified)];
  const steps: [Arrangement['sortBy'], (first: RowWindow) => boolean][] = [
    ['size', ({ sizes }) => same(sizes, smallest)],
    ['modified', ({ modified }) => same(modified, oldest)],
    ['name', ({ names }) => same(names, firstNames)],
  ];
  const times = { ours: steps.map((): number[] => []), peer: steps.map((): number[] => []) };
  const ours = (): Promise<Sample> =>
    engine.measure(async () => {
      for (const [index, [sortBy, isThere]] of steps.entries()) {
        const start = performance.now();
        await engine.arranged(viewId, { ...DEFAULT_ARRANGEMENT, sortBy }, isThere);
        times.ours[index]?.push((performance.now() - start) / 1000);
      }
    });
  const peer = async (): Promise<Sample> => {
    const sample = await plainSample(plain, { kind: 'sort' });
    for (const [index, step] of sample.steps.entries()) times.peer[index]?.push(step);
    return sample;
  };
  const samples = await runPairs(bench.pairs, { ours, peer }, bench.report);
  const each = (all: number[][]): string => all.map((one) => `${(median(one) * 1000).toFixed(0)} ms`).join(', ');
  const note = `by size, modified and name in turn; Pail ${each(times.ours)}, peer ${each(times.peer)}`;
  return toRow({ name: 'sort-1m', peerName: 'typed arrays, plain sort', ...samples, note });
}

async function filter(bench: Bench) {
  const { engine, viewId, entries, plain } = await loaded(bench);
  const show = (text: string, shown: number): Promise<void> =>
    engine.arranged(
      viewId,
      { ...DEFAULT_ARRANGEMENT, filter: text },
      (first, status) => status.shown === shown && first.ids.length === Math.min(20, shown),
    );
  // Another text for each measurement: nobody shall know the answer beforehand.
  const texts = Array.from({ length: bench.pairs }, (_, pair) => `reading-${pair + 1}`);
  let [oursAsked, peerAsked] = [0, 0];
  const ours = async (): Promise<Sample> => {
    const text = texts[oursAsked++] as string;
    const shown = entries.names.filter((name) => name.includes(text)).length;
    const sample = await engine.measure(() => show(text, shown));
    await show('', MILLION);
    return sample;
  };
  const peer = (): Promise<Sample> => plainSample(plain, { kind: 'filter', text: texts[peerAsked++] as string });
  const samples = await runPairs(bench.pairs, { ours, peer }, bench.report);
  return toRow({ name: 'filter-1m', peerName: 'String.includes in a loop', ...samples });
}

/** The lowest values in order, as many as the first rows. */
function lowest(column: Entries['sizes']): number[] {
  return [...column.slice().sort().subarray(0, 20)];
}
