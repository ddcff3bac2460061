import { Worker } from 'node:worker_threads';
import type { DiskThread } from '../engine/transfers/local/disk-queue.ts';
import type { DiskOutcome } from '../engine/transfers/local/disk-work.ts';

/** Starts a thread for disk work. It does not keep the process alive. */
export function startDiskThread(): DiskThread {
  const worker = new Worker(new URL('disk-thread.js', import.meta.url), { name: 'Pail disk' });
  worker.unref();
  let reason = 'the disk thread ended';
  // It cannot say what it did: its end does.
  worker.on('messageerror', () => void worker.terminate());
  worker.on('error', (error) => {
    reason = String(error);
  });
  return {
    post: (batch) => worker.postMessage(batch),
    onDone: (listener) => worker.on('message', (outcomes: DiskOutcome[]) => listener(outcomes)),
    onEnd: (listener) => worker.once('exit', () => listener(reason)),
  };
}
