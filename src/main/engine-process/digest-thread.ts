/** Entry of the engine's thread for MD5s. */
import { parentPort } from 'node:worker_threads';
import type { DigestAnswer, DigestQuestion } from '../engine/transfers/local/digest-queue.ts';
import { md5OfParts } from '../engine/transfers/local/digest-work.ts';

if (!parentPort) throw new Error('MD5s are taken in a thread of its own');
const port = parentPort;
port.on('message', ({ id, stretch }: DigestQuestion) => port.postMessage(answer(id, stretch)));

function answer(id: number, stretch: DigestQuestion['stretch']): DigestAnswer {
  try {
    return { id, md5: md5OfParts(stretch) };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { id, refusal: { code, message } };
  }
}
