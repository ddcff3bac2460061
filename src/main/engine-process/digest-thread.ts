/** Entry of the engine's thread for MD5s. */
import { parentPort } from 'node:worker_threads';
import type { DigestQuestion } from '../engine/transfers/local/digest-queue.ts';
import { DigestWork } from '../engine/transfers/local/digest-work.ts';

if (!parentPort) throw new Error('MD5s are taken in a thread of its own');
const port = parentPort;
const work = new DigestWork();

port.on('message', ({ id, stretch }: DigestQuestion) => {
  const wasBusy = work.isBusy;
  if (stretch) work.ask(id, stretch);
  else work.drop(id);
  if (!wasBusy && work.isBusy) setImmediate(turn);
});

/** Goes on a little; then what has been asked meanwhile is heard. */
function turn(): void {
  for (const answer of work.turn()) port.postMessage(answer);
  if (work.isBusy) setImmediate(turn);
}
