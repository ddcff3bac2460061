/** Entry of the engine's own process: Electron's utilityProcess, with the host at the other end of its parent port. */
import { createRpc, type RpcHandlers, type RpcPort } from '../rpc/rpc.ts';
import { createEngine } from './engine.ts';
import type { EngineEvents, EngineHostMethods, EngineMethods } from './protocol.ts';

/** The part of Electron's `process.parentPort` that is used; declared here because the engine does not know Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

const { parentPort } = process as typeof process & { readonly parentPort?: ParentPort };
if (!parentPort) throw new Error('the engine runs as a utility process only');

const port: RpcPort = {
  postMessage: (message) => parentPort.postMessage(message),
  onMessage: (listener) => parentPort.on('message', (event) => listener(event.data)),
};

const handlers: RpcHandlers<EngineMethods> = createEngine({
  credentials: (credentialsId, refused) => rpc.call('credentials', credentialsId, refused),
  emit: (event, payload) => rpc.emit(event, payload),
});
const rpc = createRpc<EngineMethods, EngineHostMethods, EngineEvents, Record<never, never>>(port, handlers);
