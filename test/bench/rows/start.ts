/** How soon Pail can be used, and what it holds when nothing is done with it; against a bare window. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { giveToUnprivileged } from '../../support/run-as.ts';
import { benchDesktop, pailFolder } from '../app/desktop.ts';
import { measureStart, type Start } from '../app/start.ts';
import type { Benchmark } from '../bench.ts';
import { runPairs } from '../pairs.ts';
import { type Sample, toRow } from '../row.ts';
import { median } from '../statistics.ts';

/** A profile without secrets: a second start finds all of it. Nothing is asked of these addresses before a sign-in. */
const PROFILE = {
  version: 1,
  name: 'Bench',
  signIn: { issuer: 'http://127.0.0.1:9/pool', clientId: 'bench' },
  storage: { region: 'us-east-1', endpoint: 'http://127.0.0.1:9', pathStyle: true },
  credentials: [{ id: 'home', kind: 'webIdentity', roleArn: 'arn:aws:iam:::role/home' }],
  locations: [{ label: 'Home', bucket: 'homes', credentials: 'home' }],
};

export const start: Benchmark = {
  names: ['start', 'memory-idle'],
  async measure(bench) {
    const desktop = await benchDesktop(bench);
    const profile = path.join(desktop.home, 'start.pail');
    await writeFile(profile, JSON.stringify(PROFILE));
    await giveToUnprivileged(profile);
    const userData = (name: string): string => path.join(desktop.home, `start-${name}`);
    const pail = (...args: string[]) => measureStart(desktop, userData('pail'), [pailFolder(desktop), ...args]);
    const bare = () => measureStart(desktop, userData('bare'), [desktop.bareApp]);
    // The first start imports the profile and fills the caches of both.
    await pail(profile);
    await bare();

    const starts: Record<'ours' | 'peer', Start[]> = { ours: [], peer: [] };
    const measured = async (side: 'ours' | 'peer', run: () => Promise<Start>): Promise<Sample> => {
      const one = await run();
      starts[side].push(one);
      return { wall: one.wall, cpu: one.cpu, rss: one.workingSets };
    };
    const samples = await runPairs(
      bench.pairs,
      { ours: () => measured('ours', pail), peer: () => measured('peer', bare) },
      bench.report,
    );
    const share = (side: 'ours' | 'peer'): string =>
      `${(median(starts[side].map(({ proportional }) => proportional)) / 1e6).toFixed(0)} MB`;
    const peerName = 'bare window';
    const note = `working sets of all processes; proportional shares ${share('ours')} against ${share('peer')}`;
    const atRest = (all: readonly Sample[]): Sample[] => all.map(({ rss }) => ({ wall: null, cpu: null, rss }));
    return [
      toRow({ name: 'start', peerName, ...samples }),
      toRow({ name: 'memory-idle', peerName, ours: atRest(samples.ours), peer: atRest(samples.peer), note }),
    ];
  },
};
