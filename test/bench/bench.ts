/** What the rows of one run share: each part is started when a row first needs it, and all are ended with the run. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Display, ensureDisplay } from '../support/display.ts';
import { startLatencyProxy } from '../support/latency-proxy.ts';
import { type Rgw, startRgw } from '../support/rgw.ts';
import { bundleUtility, type UtilityScript } from './bundle.ts';
import { ElectronHost } from './electron-host.ts';
import { EngineUnderTest } from './engine-under-test.ts';
import { type MillionStore, startMillionStore } from './million/store.ts';
import type { Row } from './row.ts';

/** What the slow rows add to each round trip. */
export const SLOW_ROUND_TRIP_MS = 40;

export interface BenchOptions {
  readonly pairs: number;
  /** The folder that electron-vite built into: `main`, `preload` and `renderer`. */
  readonly built: string;
  /** A fresh engine for each measurement, instead of one for all of a store. */
  readonly freshEngine?: boolean;
  /** A folder for CPU profiles of the engines. */
  readonly profiles?: string | undefined;
  /** Hears what is going on. */
  readonly report: (text: string) => void;
}

/** A part of the run that is ended with it. */
interface Part {
  stop(): Promise<unknown>;
}

/** One measurement, of one row or of several that come of it. */
export interface Benchmark {
  readonly names: readonly string[];
  measure(bench: Bench): Promise<Row[]>;
}

export class Bench {
  readonly pairs: number;
  readonly built: string;
  readonly report: (text: string) => void;
  readonly #profiles: string | undefined;
  readonly #freshEngine: boolean;
  readonly #parts = new Map<string, Promise<unknown>>();
  readonly #stops: (() => Promise<unknown>)[] = [];
  #stopped: Promise<void> | null = null;

  constructor({ pairs, built, report, profiles, freshEngine = false }: BenchOptions) {
    this.#profiles = profiles;
    this.#freshEngine = freshEngine;
    this.pairs = pairs;
    this.built = built;
    this.report = report;
  }

  /** Ceph, with an empty bucket `bench`. */
  rgw(): Promise<Store> {
    return this.once('rgw', async () => {
      // Once more where it fails: Ceph's own tool crashes now and then at its end.
      const rgw = await this.own(startRgw().catch(() => startRgw()));
      const s3 = rgw.adminS3();
      this.atEnd(async () => s3.destroy());
      await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
      // The SDK marks the object that it is given: others get a clean one.
      const { accessKeyId, secretAccessKey } = rgw.admin;
      return { ...rgw, s3, admin: { accessKeyId, secretAccessKey } };
    });
  }

  /** The same Ceph behind a longer line. */
  slowEndpoint(): Promise<string> {
    return this.once('slow', async () => {
      const { hostname, port } = new URL((await this.rgw()).endpoint);
      const target = { host: hostname, port: Number(port) };
      const proxy = await this.own(startLatencyProxy(target, { roundTripMs: SLOW_ROUND_TRIP_MS }));
      return proxy.endpoint;
    });
  }

  /** The synthetic store of a million keys. */
  million(): Promise<MillionStore> {
    return this.once('million', async () => this.own(startMillionStore(await this.rgw())));
  }

  electron(): Promise<ElectronHost> {
    return this.once('electron', () => this.own(ElectronHost.start()));
  }

  display(): Promise<Display> {
    return this.once('display', () => this.own(ensureDisplay()));
  }

  /** A script, ready to run in a utility process. */
  utility(name: UtilityScript): Promise<string> {
    return this.once(`utility ${name}`, async () => bundleUtility(name, await this.folder()));
  }

  /** An empty folder for files of the run, on a real disk where the temporary folder is on one. */
  folder(): Promise<string> {
    return this.once('folder', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'pail-bench-'));
      this.atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
      return folder;
    });
  }

  /** An empty folder of this name, whatever was in it. */
  async emptyFolder(name: string): Promise<string> {
    const folder = path.join(await this.folder(), name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** An engine that was just started; the caller stops it. Without an endpoint it works on Ceph. */
  async engine(endpoint?: string, bucket = BUCKET): Promise<EngineUnderTest> {
    const store = await this.rgw();
    return EngineUnderTest.start(await this.electron(), {
      entry: path.join(this.built, 'main/engine.js'),
      endpoint: endpoint ?? store.endpoint,
      bucket,
      keys: store.admin,
      profiles: this.#profiles,
    });
  }

  /** Does something with the engine of a store, or with a fresh one. */
  async withEngine<T>(work: (engine: EngineUnderTest) => Promise<T>, endpoint?: string, bucket?: string): Promise<T> {
    if (!this.#freshEngine) {
      return work(await this.once(`engine ${endpoint} ${bucket}`, () => this.own(this.engine(endpoint, bucket))));
    }
    const engine = await this.engine(endpoint, bucket);
    try {
      return await work(engine);
    } finally {
      await engine.stop();
    }
  }

  /** Has this done at the end of the run. */
  atEnd(stop: () => Promise<unknown>): void {
    this.#stops.push(stop);
  }

  /** True once the run is being ended: nothing more is to be started. */
  get stopping(): boolean {
    return this.#stopped !== null;
  }

  /** Ends all that was started, the last first. Whoever asks again waits for the same end. */
  stop(): Promise<void> {
    this.#stopped ??= this.#endAll();
    return this.#stopped;
  }

  async #endAll(): Promise<void> {
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) {
      // One that cannot be ended must not keep the others from it.
      await stop().catch((error: unknown) => this.report(`not ended: ${error}`));
    }
  }

  /** Makes something the first time that it is asked for under this name. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#parts.get(name);
    if (known) return known as Promise<T>;
    const made = make();
    this.#parts.set(name, made);
    return made;
  }

  /** Ends this part with the run. */
  async own<P extends Part>(starting: Promise<P>): Promise<P> {
    const part = await starting;
    this.atEnd(() => part.stop());
    // Too late: what ends the run has been done already.
    if (this.stopping) await this.#endAll();
    return part;
  }
}

/** The bucket that the rows work in. */
export const BUCKET = 'bench';

/** Ceph with an administrator's client. */
export type Store = Rgw & { readonly s3: S3Client };
