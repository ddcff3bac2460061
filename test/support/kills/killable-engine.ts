/** An engine in a process of its own, as main has it: it gets its locations and keys, and there is another one as soon as it dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  EngineEvents,
  EngineHostMethods,
  EngineMethods,
  LocationGrant,
  StorageCredentials,
} from '../../../src/main/engine/protocol.ts';
import { createRpc, type Rpc } from '../../../src/main/rpc/rpc.ts';
import { toFailure } from '../../../src/shared/errors.ts';
import { DEFAULT_ARRANGEMENT } from '../../../src/shared/model/listing.ts';

type EngineRpc = Rpc<EngineMethods, Record<never, never>, EngineEvents>;

export interface KillableEngineOptions {
  /** The bundled script of the engine. */
  readonly script: string;
  /** The folder of its journals. */
  readonly journals: string;
  readonly grants: readonly LocationGrant[];
  readonly keys: StorageCredentials;
  /** Hears of each engine. */
  readonly onStart?: (pid: number) => void;
}

export class KillableEngine {
  readonly #options: KillableEngineOptions;
  #rpc: EngineRpc;
  #child!: ChildProcess;
  #isStopping = false;

  constructor(options: KillableEngineOptions) {
    this.#options = options;
    this.#rpc = this.#start();
  }

  /** Asks the engine that runs now. Rejects with `engine-stopped` where it dies over it. */
  get call(): EngineRpc['call'] {
    return (method, ...args) => this.#rpc.call(method, ...args);
  }

  /** Opens a folder of a location and waits until all of it is there; answers the view. */
  async listed(locationId: string, folder: string): Promise<string> {
    const { viewId } = await this.call('openListing', locationId, folder, DEFAULT_ARRANGEMENT, 'folder');
    while ((await this.call('arrange', viewId, DEFAULT_ARRANGEMENT)).phase === 'loading') await delay(5);
    return viewId;
  }

  /** Kills it without a word, and waits for the next one. */
  async kill(): Promise<void> {
    const died = this.#child;
    died.kill('SIGKILL');
    while (this.#child === died) await delay(1);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
  }

  #start(): EngineRpc {
    const { script, journals, grants, keys, onStart } = this.#options;
    const child = fork(script, [journals], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const rpc = createRpc<EngineHostMethods, EngineMethods, Record<never, never>, EngineEvents>(
      {
        // A message to an engine that has just died is for nobody.
        postMessage: (message) => child.connected && child.send(message as object, () => undefined),
        onMessage: (listener) => child.on('message', listener),
      },
      { credentials: async () => keys, route: async () => 'DIRECT' },
    );
    child.once('exit', () => {
      rpc.close('killed');
      if (!this.#isStopping) this.#rpc = this.#start();
    });
    this.#child = child;
    onStart?.(child.pid as number);
    void orBeforeItsDeath(rpc.call('setLocations', grants));
    return rpc;
  }
}

/** The answer; `null` where the engine died over it. */
export async function orBeforeItsDeath<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((error: unknown) => {
    if (toFailure(error).code === 'engine-stopped') return null;
    throw error;
  });
}
