import { Worker } from 'node:worker_threads';
import type { DigestThread } from '../engine/transfers/local/digest-queue.ts';
import type { DigestAnswer } from '../engine/transfers/local/digest-work.ts';
import type { DiskThread } from '../engine/transfers/local/disk-queue.ts';
import type { DiskOutcome } from '../engine/transfers/local/disk-work.ts';

/** Starts a thread for disk work. It does not keep the process alive. */
export function startDiskThread(): DiskThread {
  const { worker, onEnd } = startThread('disk-thread.js', 'Pail disk');
  return {
    post: (batch) => worker.postMessage(batch),
    onDone: (listener) => worker.on('message', (outcomes: DiskOutcome[]) => listener(outcomes)),
    onEnd,
  };
}

/** Starts a thread for MD5s. It does not keep the process alive. */
export function startDigestThread(): DigestThread {
  const { worker, onEnd } = startThread('digest-thread.js', 'Pail digests');
  return {
    post: (question) => worker.postMessage(question),
    onAnswer: (listener) => worker.on('message', (answer: DigestAnswer) => listener(answer)),
    onEnd,
  };
}

function startThread(file: string, name: string) {
  const worker = new Worker(new URL(file, import.meta.url), { name });
  worker.unref();
  let reason = `the thread ended: ${name}`;
  // It cannot say what it did: its end does.
  worker.on('messageerror', () => void worker.terminate());
  worker.on('error', (error) => {
    reason = String(error);
  });
  const onEnd = (listener: (reason: string) => void) => void worker.once('exit', () => listener(reason));
  return { worker, onEnd };
}
