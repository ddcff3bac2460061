/** Pail's engine as it is built for production, in a process of its own inside Electron, spoken to as main does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EngineEvents, EngineHostMethods, EngineMethods, LocationGrant } from '../../src/main/engine/protocol.ts';
import { createRpc, type Rpc } from '../../src/main/rpc/rpc.ts';
import { idSetOf } from '../../src/shared/model/id-set.ts';
import {
  type Arrangement,
  DEFAULT_ARRANGEMENT,
  type ListingStatus,
  type RowWindow,
} from '../../src/shared/model/listing.ts';
import { hasEnded, type TransferSummary } from '../../src/shared/model/transfer.ts';
import type { AccessKeys } from '../support/rgw.ts';
import type { ElectronHost, Utility } from './electron-host.ts';
import { meter } from './process-usage.ts';
import type { Sample } from './row.ts';

type EngineRpc = Rpc<EngineMethods, Record<never, never>, EngineEvents>;

/** What an engine is started with. */
export interface EngineOptions {
  /** The built entry of the engine. */
  readonly entry: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly keys: AccessKeys;
  /** A folder for a CPU profile of it. */
  readonly profiles?: string | undefined;
}

const PROFILED = fileURLToPath(new URL('electron/profiled-engine.mjs', import.meta.url));
const LOCATION = 'bench';
const ARRANGE_LIMIT_MS = 60_000;
/** A question costs the engine a tenth of a millisecond. */
const POLL_MS = 4;

export class EngineUnderTest {
  readonly #utility: Utility;
  readonly #rpc: EngineRpc;
  readonly #isProfiled: boolean;
  readonly #journals: string;

  private constructor(utility: Utility, rpc: EngineRpc, isProfiled: boolean, journals: string) {
    this.#utility = utility;
    this.#rpc = rpc;
    this.#isProfiled = isProfiled;
    this.#journals = journals;
  }

  /** Starts an engine that may work in one bucket, and waits until it answers. */
  static async start(host: ElectronHost, options: EngineOptions): Promise<EngineUnderTest> {
    const { entry, profiles } = options;
    // Transfers are remembered, as they are for a person.
    const journals = await mkdtemp(join(tmpdir(), 'pail-journals-'));
    const utility = await (profiles === undefined
      ? host.fork(entry, [journals])
      : host.fork(PROFILED, [entry, profiles, journals]));
    const rpc = createRpc<EngineHostMethods, EngineMethods, Record<never, never>, EngineEvents>(utility, {
      credentials: () => ({ ...options.keys }),
      route: () => 'DIRECT',
    });
    utility.onExit((code) => rpc.close(`exit code ${code}`));
    const grant: LocationGrant = {
      id: LOCATION,
      accountId: 'bench',
      label: 'Bench',
      bucket: options.bucket,
      prefix: '',
      actions: ['list', 'read', 'write', 'delete'],
      storage: { region: 'us-east-1', endpoint: options.endpoint, pathStyle: true },
      credentialsId: 'admin',
    };
    await rpc.call('setLocations', [grant]);
    return new EngineUnderTest(utility, rpc, profiles !== undefined, journals);
  }

  get pid(): number {
    return this.#utility.pid;
  }

  get call(): EngineRpc['call'] {
    return this.#rpc.call;
  }

  /** Opens a view on a folder and waits until all of it is there. Throws where the listing fails. */
  async listed(folder: string): Promise<ListingStatus> {
    return this.#until('listing.changed', async (heard) => {
      const opened = await this.call('openListing', LOCATION, folder, DEFAULT_ARRANGEMENT, 'folder');
      const settled = (status: ListingStatus): boolean => status.viewId === opened.viewId && status.phase !== 'loading';
      const status = settled(opened) ? opened : await heard(settled);
      if (status.phase !== 'complete') throw new Error(`The listing of ${folder} ended: ${JSON.stringify(status)}`);
      return status;
    });
  }

  /**
   * Arranges a view anew and waits until `isThere` recognises the rows of the new arrangement: the first ones and how many
   * are shown.
   */
  async arranged(
    viewId: string,
    arrangement: Arrangement,
    isThere: (first: RowWindow, status: ListingStatus) => boolean,
  ): Promise<void> {
    let latest: ListingStatus | undefined;
    const note = (status: ListingStatus): void => {
      // The answer may come behind an event that is newer.
      if (status.viewId === viewId && !(latest && latest.version > status.version)) latest = status;
    };
    const forget = this.#rpc.on('listing.changed', note);
    try {
      note(await this.call('arrange', viewId, arrangement));
      const deadline = performance.now() + ARRANGE_LIMIT_MS;
      const isArranged = (first: RowWindow): boolean => latest !== undefined && isThere(first, latest);
      while (!isArranged(await this.call('rows', viewId, 0, 20))) {
        if (performance.now() > deadline) throw new Error(`no rows for ${JSON.stringify(arrangement)}`);
        await delay(POLL_MS);
      }
    } finally {
      forget();
    }
  }

  /** Ids of the first rows of a view. */
  async firstIds(viewId: string, count: number): Promise<readonly number[]> {
    return (await this.call('rows', viewId, 0, count)).ids;
  }

  upload(folder: string, paths: readonly string[]): Promise<Sample> {
    return this.#transfer(() => this.call('startUpload', LOCATION, folder, paths));
  }

  download(viewId: string, ids: readonly number[], target: string): Promise<Sample> {
    return this.#transfer(() => this.call('startDownload', viewId, { ids: idSetOf(ids) }, target));
  }

  delete(viewId: string, ids: readonly number[]): Promise<Sample> {
    return this.#transfer(() => this.call('startDelete', viewId, { ids: idSetOf(ids) }));
  }

  /** Measures some work of the engine: the time until it answers, the engine's CPU and its peak of memory. */
  async measure(work: () => Promise<unknown>): Promise<Sample & { readonly wall: number }> {
    const usage = await meter(this.pid);
    const start = performance.now();
    await work();
    const wall = (performance.now() - start) / 1000;
    return { wall, ...(await usage()) };
  }

  async stop(): Promise<void> {
    await this.#end();
    await rm(this.#journals, { recursive: true });
  }

  async #end(): Promise<void> {
    if (!this.#isProfiled) return this.#utility.stop();
    // It writes its profile and ends; as an event nobody hears, the engine itself ignores the request.
    const ended = new Promise<void>((resolve) => this.#utility.onExit(() => resolve()));
    this.#utility.postMessage({ type: 'event', event: 'bench.profile' });
    return ended;
  }

  async #transfer(begin: () => Promise<TransferSummary>): Promise<Sample> {
    let end: TransferSummary | undefined;
    const sample = await this.measure(async () => {
      end = await this.#until('transfers.changed', async (heard) => {
        const { id } = await begin();
        const isEnd = (one: TransferSummary): boolean => one.id === id && hasEnded(one);
        const changed = await heard((summaries) => summaries.some(isEnd));
        return changed.find(isEnd);
      });
    });
    if (end?.state !== 'completed' || end.items.done !== end.items.total) {
      throw new Error(`The transfer did not do its work: ${JSON.stringify(end)}`);
    }
    return sample;
  }

  /** Runs some work that waits for an event, which may come before the answer to what causes it. */
  async #until<E extends keyof EngineEvents & string, Answer>(
    event: E,
    work: (heard: (wanted: (payload: EngineEvents[E]) => boolean) => Promise<EngineEvents[E]>) => Promise<Answer>,
  ): Promise<Answer> {
    const early: EngineEvents[E][] = [];
    let hear = (payload: EngineEvents[E]): unknown => early.push(payload);
    const forget = this.#rpc.on(event, (payload) => hear(payload));
    try {
      return await work((wanted) => {
        const found = early.find(wanted);
        if (found !== undefined) return Promise.resolve(found);
        return new Promise((resolve, reject) => {
          hear = (payload) => wanted(payload) && resolve(payload);
          this.#utility.onExit((code) => reject(new Error(`The engine ended with ${code}.`)));
        });
      });
    } finally {
      forget();
    }
  }
}
