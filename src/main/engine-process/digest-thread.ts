/** Entry of the engine's thread for MD5s. */
import { parentPort } from 'node:worker_threads';
import type { DigestQuestion } from '../engine/transfers/local/digest-queue.ts';
import { DigestWork } from '../engine/transfers/local/digest-work.ts';

if (!parentPort) throw new Error('MD5s are taken in a thread of its own');
const port = parentPort;
const work = new DigestWork();
let isPlanned = false;

port.on('message', ({ id, stretch }: DigestQuestion) => {
  if (stretch) work.ask(id, stretch);
  else work.drop(id);
  plan();
});

/** Goes on a little, after what has been asked meanwhile is heard. */
function plan(): void {
  if (isPlanned || !work.isBusy) return;
  isPlanned = true;
  setImmediate(() => {
    isPlanned = false;
    for (const answer of work.turn()) port.postMessage(answer);
    plan();
  });
}
