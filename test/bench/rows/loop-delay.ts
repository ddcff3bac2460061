/** How late main's event loop is while the engine moves bytes as fast as it can; against the idle app beside rclone. */
import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type SignedIn, startSignedIn } from '../app/signed-in.ts';
import { askOnce } from '../ask-utility.ts';
import { type Bench, type Benchmark, BUCKET } from '../bench.ts';
import { runPairs } from '../pairs.ts';
import { meter } from '../process-usage.ts';
import { rclone } from '../rclone.ts';
import { type Row, type Sample, toRow } from '../row.ts';
import type { InsideAnswer, InsideQuestion } from '../utility/engine-inside.ts';
import { LARGE_DOWN_OPTIONS, largeInStore } from './transfers.ts';

/** The part of Node's histogram that is used, where main keeps it. */
interface Main {
  loopDelay?: { enable(): void; disable(): void; percentile(percent: number): number };
}

export const loopDelay: Benchmark = {
  names: ['loop-delay', 'loop-delay-inside'],
  async measure(bench) {
    const { endpoint, admin } = await bench.rgw();
    const { folder, name } = await largeInStore(bench);
    const pail = await signedIn(bench, folder);
    const { window, desktop } = pail;
    await window.openLocation('Large');
    await window.row(name).click();
    await window.showTransfers();
    let made = 0;
    /** Does something with an empty folder, and watches main meanwhile. */
    const watched = async (work: (target: string) => Promise<unknown>): Promise<Sample> => {
      made += 1;
      const target = path.join(desktop.home, 'tmp', `loop-${made}`);
      await mkdir(target);
      await chmod(target, 0o777);
      const sample = await watch(pail, () => work(target));
      await rm(target, { recursive: true });
      return sample;
    };
    const ours = (target: string): Promise<void> => download(pail, name, target);
    const peer = (target: string) =>
      rclone(endpoint, admin, ['copy', `store:${BUCKET}/${folder}${name}`, target, ...LARGE_DOWN_OPTIONS]);
    const samples = await runPairs(bench.pairs, { ours: () => watched(ours), peer: () => watched(peer) }, bench.report);
    const note = '99th percentile at a resolution of 1 ms, during a download of 512 MiB; CPU and memory of main';
    const beside = toRow({ name: 'loop-delay', peerName: 'idle app beside rclone', ...samples, note });
    return [beside, await inside(bench, samples.ours, folder)];
  },
};

/** The same download with the engine in the process whose loop is watched, after as many of the app. */
async function inside(bench: Bench, beside: readonly Sample[], folder: string): Promise<Row> {
  const { endpoint, admin: keys } = await bench.rgw();
  const [electron, script] = [await bench.electron(), await bench.utility('engine-inside')];
  const samples: Sample[] = [];
  for (const [index] of beside.entries()) {
    const target = await bench.emptyFolder(`inside-${index}`);
    const question: InsideQuestion = { endpoint, keys, bucket: BUCKET, folder, target };
    const { delay, cpu, rss } = await askOnce<InsideAnswer>(electron, script, question);
    samples.push({ wall: delay, cpu, rss });
    await rm(target, { recursive: true });
  }
  const note = 'the loop of main with the engine in a process of its own, against a loop that has the engine on it';
  return toRow({
    name: 'loop-delay-inside',
    peerName: 'engine in the same process',
    ours: beside,
    peer: samples,
    note,
  });
}

async function signedIn(bench: Bench, prefix: string): Promise<SignedIn> {
  const { endpoint, admin: keys } = await bench.rgw();
  return startSignedIn(bench, {
    name: 'loop',
    endpoint,
    keys,
    places: [{ label: 'Large', bucket: BUCKET, prefix }],
  });
}

/** Downloads the selected row by the window's own button. */
async function download({ app, window: pail }: SignedIn, name: string, target: string): Promise<void> {
  await app.electronApp.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
  }, target);
  await app.page.evaluate(() => window.pail.transfers.clearEnded());
  await pail.downloadSelection();
  const end = await pail.transferEnd(name);
  if (!end.includes('Completed')) throw new Error(`The download ended: ${end}`);
}

/** The 99th percentile of the delay of main's loop during some work, and what main used for it. */
async function watch({ app }: SignedIn, work: () => Promise<unknown>): Promise<Sample> {
  const { electronApp } = app;
  await electronApp.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const main = globalThis as Main;
    main.loopDelay = monitorEventLoopDelay({ resolution: 1 });
    main.loopDelay.enable();
  });
  const usage = await meter(await electronApp.evaluate(() => process.pid));
  await work();
  const used = await usage();
  const nanoseconds = await electronApp.evaluate(() => {
    const { loopDelay } = globalThis as Main;
    loopDelay?.disable();
    return loopDelay?.percentile(99) ?? Number.NaN;
  });
  return { wall: nanoseconds / 1e9, ...used };
}
