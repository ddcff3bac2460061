import { setTimeout as delay } from 'node:timers/promises';
import { type UtilityProcess, utilityProcess } from 'electron';
import { PailError } from '../../shared/errors.ts';
import type { EngineState } from '../../shared/model/engine.ts';
import type {
  BucketListGrant,
  EngineEvents,
  EngineHostMethods,
  EngineMethods,
  EngineOptions,
  LocationGrant,
} from '../engine/protocol.ts';
import { createRpc, type Rpc } from '../rpc/rpc.ts';
import { EngineLives } from './engine-lives.ts';

type EngineRpc = Rpc<EngineMethods, Record<never, never>, EngineEvents>;

/** Nobody waits longer for the end of Pail, in ms. */
const CLOSE_MS = 2_000;

const ENGINE_EVENTS = [
  'listing.changed',
  'measure.changed',
  'transfers.changed',
  'folder.changed',
  'reach.changed',
  'journals.unreadable',
] as const satisfies readonly (keyof EngineEvents)[];

export interface EngineHostOptions {
  /** The built entry of the engine. */
  readonly entry: string;
  /** Absolute path of the folder where transfers are remembered. */
  readonly journals: string;
  readonly credentials: EngineHostMethods['credentials'];
  readonly route: EngineHostMethods['route'];
  readonly onEvent: <E extends keyof EngineEvents>(event: E, payload: EngineEvents[E]) => void;
  /** The engine died, and its views with it. `running`: there is a new one, which goes on with the transfers. */
  readonly onDeath: (now: EngineState) => void;
  /** Somebody has had it started again after it was down. */
  readonly onReturn: () => void;
  readonly onError: (error: unknown) => void;
}

/** The engine's process, as far as there is one. `startedAt`: ms since 1970 UTC. */
export interface EngineStatus {
  readonly pid: number | null;
  readonly startedAt: number | null;
  /** How many times it was started again since Pail started. */
  readonly restarts: number;
  /** What the one that died last ended with; `null` where none has. */
  readonly lastExit: number | null;
}

/** Starts the engine as a process of its own, and again when it dies: not for ever, see {@link EngineLives}. */
export class EngineHost {
  readonly #options: EngineHostOptions;
  #rpc: EngineRpc | null = null;
  #process: UtilityProcess | null = null;
  #grants: readonly LocationGrant[] = [];
  #bucketLists: readonly BucketListGrant[] = [];
  #engineOptions: EngineOptions | null = null;
  readonly #lives = new EngineLives();
  #allStarts = 0;
  #startedAt = 0;
  #lastExit: number | null = null;
  #stopping = false;

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  /** Asks the engine. Rejects with a PailError: the engine's own failure, `engine-stopped`, or `engine-down` while it stays down. */
  get call(): EngineRpc['call'] {
    return (method, ...args) => {
      try {
        return this.#running().call(method, ...args);
      } catch (error) {
        return Promise.reject(error);
      }
    };
  }

  /** Tells the engine which locations there are; remembered for its next start. */
  async setLocations(grants: readonly LocationGrant[], bucketLists: readonly BucketListGrant[] = []): Promise<void> {
    this.#grants = grants;
    this.#bucketLists = bucketLists;
    // A new engine gets them at its start.
    if (this.#rpc) await this.#rpc.call('setLocations', grants, bucketLists);
    else this.start();
  }

  /** Tells the engine what the settings say; remembered for its next start. */
  async setOptions(options: EngineOptions): Promise<void> {
    this.#engineOptions = options;
    // None is started for this: a new one gets them at its start.
    await this.#rpc?.call('setOptions', options);
  }

  get status(): EngineStatus {
    const running = this.#process !== null;
    return {
      pid: this.#process?.pid ?? null,
      startedAt: running ? this.#startedAt : null,
      restarts: Math.max(0, this.#allStarts - 1),
      lastExit: this.#lastExit,
    };
  }

  get state(): EngineState {
    return this.#lives.isDown ? 'down' : 'running';
  }

  /** Has it up before it is first asked, which it need not be. One that is down stays so. */
  start(): void {
    if (!this.#stopping && !this.#lives.isDown) this.#running();
  }

  /** Starts one that is down. */
  startAgain(): void {
    if (!this.#lives.isDown) return;
    this.#lives.forgive();
    this.start();
    this.#options.onReturn();
  }

  /** Has it leave the transfers in order for the next run, and ends it: after {@link CLOSE_MS} in any case. */
  async stop(): Promise<void> {
    this.#stopping = true;
    // It rejects where the engine dies over it: journals bear that, and no window is left to tell it in.
    const closed = this.#rpc?.call('close').catch(() => undefined);
    if (closed) await Promise.race([closed, delay(CLOSE_MS)]);
    this.#process?.kill();
  }

  #running(): EngineRpc {
    this.#rpc ??= this.#start();
    return this.#rpc;
  }

  #start(): EngineRpc {
    if (this.#stopping) throw new PailError('engine-stopped', { reason: 'Pail is closing' });
    if (this.#lives.isDown) throw new PailError('engine-down', { reason: `exit code ${this.#lastExit}` });
    const child = utilityProcess.fork(this.#options.entry, [this.#options.journals], {
      serviceName: 'Pail engine',
      stdio: 'inherit',
    });
    this.#process = child;
    this.#startedAt = Date.now();
    this.#allStarts += 1;
    const rpc = createRpc<EngineHostMethods, EngineMethods, Record<never, never>, EngineEvents>(
      {
        postMessage: (message) => child.postMessage(message),
        onMessage: (listener) => child.on('message', listener),
      },
      { credentials: this.#options.credentials, route: this.#options.route },
    );
    for (const event of ENGINE_EVENTS) {
      rpc.on(event, (payload) => this.#options.onEvent(event, payload));
    }
    child.on('exit', (code) => this.#exited(rpc, code));
    // First of all it learns how and where it may work. Should it die over this, its exit says so.
    if (this.#engineOptions) rpc.call('setOptions', this.#engineOptions).catch(this.#options.onError);
    rpc.call('setLocations', this.#grants, this.#bucketLists).catch(this.#options.onError);
    return rpc;
  }

  #exited(rpc: EngineRpc, code: number): void {
    rpc.close(`exit code ${code}`);
    this.#rpc = null;
    this.#process = null;
    if (this.#stopping) return;
    this.#lastExit = code;
    if (this.#lives.died(Date.now())) this.#running();
    this.#options.onDeath(this.state);
  }
}
