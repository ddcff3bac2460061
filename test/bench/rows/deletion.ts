/** A folder of 10,000 tiny objects, deleted. */
import { type Benchmark, BUCKET } from '../bench.ts';
import { runPairs } from '../pairs.ts';
import { MANY_AT_A_TIME, rclone } from '../rclone.ts';
import { type Sample, toRow } from '../row.ts';
import { flatKeys, seedObjects } from '../seed-objects.ts';

const COUNT = 10_000;
const PARENT = 'delete/';

export const deletion: Benchmark = {
  names: ['delete-10k'],
  async measure(bench) {
    const { endpoint, admin } = await bench.rgw();
    const target = { endpoint, keys: admin, bucket: BUCKET };
    let made = 0;
    /** Deletes a folder of its own, and looks whether it is gone. */
    const measured = async (remove: (parent: string) => Promise<Sample>): Promise<Sample> => {
      made += 1;
      const parent = `${PARENT}${made}/`;
      await seedObjects(target, flatKeys(`${parent}objects/`, COUNT));
      const sample = await remove(parent);
      const { output } = await rclone(endpoint, admin, ['lsf', '--max-depth', '2', `store:${BUCKET}/${parent}`]);
      if (output !== '') throw new Error(`something is left in ${parent}: ${output.slice(0, 200)}`);
      return sample;
    };
    const ours = (parent: string): Promise<Sample> =>
      bench.withEngine(async (engine) => {
        const { viewId } = await engine.listed(parent);
        return engine.delete(viewId, await engine.firstIds(viewId, 1));
      });
    const peer = (parent: string): Promise<Sample> =>
      rclone(endpoint, admin, ['delete', ...MANY_AT_A_TIME, `store:${BUCKET}/${parent}objects`]);
    const samples = await runPairs(
      bench.pairs,
      { ours: () => measured(ours), peer: () => measured(peer) },
      bench.report,
    );
    return [toRow({ name: 'delete-10k', peerName: `rclone delete ${MANY_AT_A_TIME.join(' ')}`, ...samples })];
  },
};
