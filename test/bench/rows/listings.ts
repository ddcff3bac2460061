/** A flat folder of 100,000 objects in Ceph: what a page costs, and how soon all of it is there. */
import { askOnce } from '../ask-utility.ts';
import { type Bench, type Benchmark, BUCKET, type Store } from '../bench.ts';
import { runPairs } from '../pairs.ts';
import { rclone } from '../rclone.ts';
import { type Row, type Sample, toRow } from '../row.ts';
import { flatKeys, seedObjects } from '../seed-objects.ts';
import { median } from '../statistics.ts';
import { FIRST_PAGES, type ListAnswer, type ListQuestion } from '../utility/list-pages.ts';

const FOLDER = 'flat/';
const COUNT = 100_000;
/** All of the folder once, from which both go on to its beginning. */
const WARM_UP_PAGES = 100;
const MEASURED_PAGES = 60;

export const listings: readonly Benchmark[] = [
  { names: ['list-cpu'], measure: async (bench) => [await listCpu(bench)] },
  { names: ['list-100k'], measure: async (bench) => [await list100k(bench)] },
];

/** Ceph with the objects in it. */
function seeded(bench: Bench): Promise<Store> {
  return bench.once('flat objects', async () => {
    const store = await bench.rgw();
    bench.report(`putting ${COUNT} objects`);
    await seedObjects({ endpoint: store.endpoint, keys: store.admin, bucket: BUCKET }, flatKeys(FOLDER, COUNT));
    return store;
  });
}

async function listCpu(bench: Bench): Promise<Row> {
  const { endpoint, admin: keys } = await seeded(bench);
  const [byPort, bySdk] = [await bench.utility('list-by-port'), await bench.utility('list-by-sdk')];
  const unread = await bench.utility('list-unread');
  const electron = await bench.electron();
  const question: ListQuestion = {
    endpoint,
    keys,
    bucket: BUCKET,
    prefix: FOLDER,
    warmUp: WARM_UP_PAGES,
    pages: MEASURED_PAGES,
  };
  const first = { ours: [] as number[], peer: [] as number[] };
  const list = async (script: string, firsts: number[]): Promise<Sample> => {
    const { entries, wall, cpu, firstCpu, rss } = await askOnce<ListAnswer>(electron, script, question);
    firsts.push(firstCpu / FIRST_PAGES);
    const thousands = entries / 1000;
    // Ceph leaves an entry out of a page now and then, and has a short page at the end for what it left out.
    if (Math.abs(thousands - MEASURED_PAGES) > 1.5) throw new Error(`${MEASURED_PAGES} pages held ${entries} entries`);
    return { wall: wall / thousands, cpu: cpu / thousands, rss };
  };
  const samples = await runPairs(
    bench.pairs,
    { ours: () => list(byPort, first.ours), peer: () => list(bySdk, first.peer) },
    bench.report,
  );
  const { cpu: floor } = await askOnce<ListAnswer>(electron, unread, question);
  const each = (firsts: readonly number[]): string => `${(median(firsts) * 1000).toFixed(0)} ms`;
  const note =
    `per 1,000 keys: pages ${WARM_UP_PAGES + 1} to ${WARM_UP_PAGES + MEASURED_PAGES} of a process; ` +
    `a page of its first ${FIRST_PAGES}: ${each(first.ours)} against ${each(first.peer)}; ` +
    `a page that is asked for, received and not read: ${((floor / MEASURED_PAGES) * 1000).toFixed(2)} ms`;
  return toRow({ name: 'list-cpu', peerName: 'AWS SDK ListObjectsV2', ...samples, note });
}

async function list100k(bench: Bench): Promise<Row> {
  const { endpoint, admin } = await seeded(bench);
  const samples = await runPairs(
    bench.pairs,
    {
      ours: () =>
        bench.withEngine((engine) =>
          engine.measure(async () => {
            const { count } = await engine.listed(FOLDER);
            if (count !== COUNT) throw new Error(`the engine found ${count} objects`);
          }),
        ),
      peer: async () => {
        const { output, ...sample } = await rclone(endpoint, admin, ['lsf', `store:${BUCKET}/${FOLDER}`]);
        const found = output.split('\n').length - 1;
        if (found !== COUNT) throw new Error(`rclone found ${found} objects`);
        return sample;
      },
    },
    bench.report,
  );
  return toRow({ name: 'list-100k', peerName: 'rclone lsf', ...samples });
}
