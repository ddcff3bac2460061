/** Entry of the engine's thread for MD5s: it takes several in turn, a step of each, so that a short one is not behind a long one. */
import { parentPort } from 'node:worker_threads';
import type { DigestAnswer, DigestQuestion } from '../engine/transfers/local/digest-queue.ts';
import { md5Steps } from '../engine/transfers/local/digest-work.ts';

if (!parentPort) throw new Error('MD5s are taken in a thread of its own');
const port = parentPort;
const underWay = new Map<number, ReturnType<typeof md5Steps>>();

port.on('message', ({ id, stretch }: DigestQuestion) => {
  if (stretch) {
    underWay.set(id, md5Steps(stretch));
    if (underWay.size === 1) setImmediate(turn);
    return;
  }
  underWay.get(id)?.return(new Uint8Array());
  underWay.delete(id);
});

/** A step of each; then what has been asked meanwhile is heard. */
function turn(): void {
  for (const [id, steps] of underWay) {
    const answer = stepOf(id, steps);
    if (!answer) continue;
    underWay.delete(id);
    port.postMessage(answer);
  }
  if (underWay.size > 0) setImmediate(turn);
}

/** `null`: it goes on. */
function stepOf(id: number, steps: ReturnType<typeof md5Steps>): DigestAnswer | null {
  try {
    const { done, value } = steps.next();
    return done ? { id, md5: value } : null;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { id, refusal: { code, message } };
  }
}
