/** Entry of the engine's disk threads. */
import { parentPort } from 'node:worker_threads';
import { type DiskWork, doDiskWork } from '../engine/transfers/local/disk-work.ts';

if (!parentPort) throw new Error('disk work is done in a thread of its own');
const port = parentPort;
port.on('message', (batch: DiskWork[]) => port.postMessage(doDiskWork(batch)));
