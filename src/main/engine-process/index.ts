/**
 * Entry of the engine's own process: Electron's utilityProcess, with the host at the other end of its parent port. The engine
 * does not know Electron; what it needs of it, the way to the network, is given to it here.
 */
import { setFlagsFromString } from 'node:v8';
import { net } from 'electron';
import { createEngine } from '../engine/engine.ts';
import type { EngineEvents, EngineHostMethods, EngineMethods } from '../engine/protocol.ts';
import { DigestQueue } from '../engine/transfers/local/digest-queue.ts';
import { diskOf } from '../engine/transfers/local/disk.ts';
import { DiskQueue } from '../engine/transfers/local/disk-queue.ts';
import { createRpc, type RpcHandlers, type RpcPort } from '../rpc/rpc.ts';
import { startDigestThread, startDiskThread } from './disk-threads.ts';
import { NetTransport } from './net-transport.ts';

/**
 * How often a function runs before V8 compiles it with TurboFan, in threads of its own. The engine's run once or a few times
 * for each object. At V8's own 3,000 it is a hundred of them at once that are compiled, in a person's first transfer of some
 * thousand files: 0.7 s of processor time, while one run of them gets 50 µs faster for each file. Where a call has loops
 * (sorting, reading lists) this does not hold it up. V8 itself waits as long where it is told to spare power.
 */
setFlagsFromString('--invocation-count-for-turbofan=15000');

const { parentPort } = process;
if (!parentPort) throw new Error('the engine runs as a utility process only');

const [journals] = process.argv.slice(2);
if (journals === undefined) throw new Error('the engine wants the folder of its journals as an argument');

const port: RpcPort = {
  postMessage: (message) => parentPort.postMessage(message),
  onMessage: (listener) => parentPort.on('message', (event) => listener(event.data)),
};

const diskQueue = new DiskQueue(startDiskThread);

const handlers: RpcHandlers<EngineMethods> = createEngine({
  credentials: (credentialsId, refused) => rpc.call('credentials', credentialsId, refused),
  emit: (event, payload) => rpc.emit(event, payload),
  network: {
    system: {
      transport: (bandwidth) => new NetTransport(net, bandwidth),
      route: (origin) => rpc.call('route', origin),
    },
  },
  disk: diskOf((work) => diskQueue.do(work), new DigestQueue(startDigestThread)),
  journals,
});
const rpc = createRpc<EngineMethods, EngineHostMethods, EngineEvents, Record<never, never>>(port, handlers);
