/**
 * The engine in a process of its own, at the end of the IPC of `fork`, as `src/main/engine-process` has it at the end of Electron's. The folder of
 * its journals is its argument. It ends with its parent, at once and without a word, as Chromium ends a utility process.
 */
import { createEngine } from '../../../src/main/engine/engine.ts';
import type { EngineEvents, EngineHostMethods, EngineMethods } from '../../../src/main/engine/protocol.ts';
import { createRpc, type RpcHandlers } from '../../../src/main/rpc/rpc.ts';

const end = (): unknown => process.kill(process.pid, 'SIGKILL');
process.once('disconnect', end);

const handlers: RpcHandlers<EngineMethods> = createEngine({
  journals: process.argv[2] ?? '',
  credentials: (id, refused) => rpc.call('credentials', id, refused),
  emit: (event, payload) => rpc.emit(event, payload),
});
const rpc = createRpc<EngineMethods, EngineHostMethods, EngineEvents, Record<never, never>>(
  {
    // That it cannot be sent is how a parent's end may be heard first.
    postMessage: (message) => process.send?.(message, undefined, undefined, (error) => error && end()),
    onMessage: (listener) => process.on('message', listener),
  },
  handlers,
);
