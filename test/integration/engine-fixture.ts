import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { inject, vi } from 'vitest';
import { createEngine, type EngineHost } from '../../src/main/engine/engine.ts';
import type { EngineEvents, EngineMethods, LocationGrant, StorageCredentials } from '../../src/main/engine/protocol.ts';
import {
  type Arrangement,
  DEFAULT_ARRANGEMENT,
  type ListingStatus,
  type Scope,
} from '../../src/shared/model/listing.ts';
import { hasEnded, type ItemWindow, type TransferItem, type TransferSummary } from '../../src/shared/model/transfer.ts';
import { signInThroughPool } from '../support/cognito/browser.ts';
import { EMULATOR_QUIRKS } from '../support/emulator/server.ts';
import { assumeRole, type PlainKeys, plainS3 } from '../support/plain-clients.ts';
import type { Rgw } from '../support/rgw.ts';

const WAIT = { timeout: 50_000, interval: 5 };

type Store = Pick<Rgw, 'endpoint' | 'admin'>;

/** A bucket of its own on the world's storage server, with admin keys. */
export interface Bucket {
  readonly name: string;
  readonly s3: S3Client;
  put(key: string, body?: string | Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array>;
  delete(key: string): Promise<void>;
  keys(): Promise<string[]>;
  /** Keys of multipart uploads that nobody has completed or aborted. */
  unfinished(): Promise<string[]>;
  /** Deletes its objects. */
  empty(): Promise<void>;
  /** Deletes it with its objects. */
  remove(): Promise<void>;
}

/** Makes an empty bucket with a random name. `rgw`: another storage server than the world's. */
export async function makeBucket(rgw: Store = inject('world').rgw): Promise<Bucket> {
  const bucket = openBucket(`engine-${randomBytes(6).toString('hex')}`, '', rgw);
  await bucket.s3.send(new CreateBucketCommand({ Bucket: bucket.name }));
  return bucket;
}

/** A bucket that is there, or what is below a prefix of it. */
export function openBucket(name: string, prefix = '', rgw: Store = inject('world').rgw): Bucket {
  const s3 = plainS3(rgw.endpoint, rgw.admin);
  const keys = async (): Promise<string[]> => {
    const found: string[] = [];
    for (let token: string | undefined; ; ) {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: name,
          Prefix: prefix,
          EncodingType: 'url',
          ...(token && { ContinuationToken: token }),
        }),
      );
      found.push(...(page.Contents ?? []).map((object) => decodeURIComponent(object.Key ?? '')));
      token = page.NextContinuationToken;
      if (!token) return found;
    }
  };
  const remove = async (Key: string): Promise<void> => {
    await s3.send(new DeleteObjectCommand({ Bucket: name, Key }));
  };
  const empty = async (): Promise<void> => eachOf(await keys(), remove);
  return {
    name,
    s3,
    empty,
    put: async (Key, body = Key) => {
      await s3.send(new PutObjectCommand({ Bucket: name, Key, Body: Buffer.from(body) }));
    },
    get: async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    },
    delete: remove,
    keys,
    unfinished: async () => {
      const answer = await s3.send(new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix }));
      return (answer.Uploads ?? []).map((upload) => upload.Key ?? '');
    },
    remove: async () => {
      await empty();
      await s3.send(new DeleteBucketCommand({ Bucket: name }));
      s3.destroy();
    },
  };
}

/** Does something for each, 16 at a time. */
export async function eachOf<T>(all: Iterable<T>, work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = all[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** An empty local folder; the caller removes it with the answer's second. */
export async function localFolder(): Promise<[string, () => Promise<void>]> {
  const path = await mkdtemp(join(tmpdir(), 'pail-engine-'));
  return [path, () => rm(path, { recursive: true, force: true })];
}

/** An engine with what it has told, and ways to wait for its ends. */
export interface TestEngine extends EngineMethods {
  readonly events: Array<{ [E in keyof EngineEvents]: { event: E; payload: EngineEvents[E] } }[keyof EngineEvents]>;
  /** Opens a view and waits until it does not load any more. */
  listed(locationId: string, folder: string, arrangement?: Partial<Arrangement>, scope?: Scope): Promise<ListingStatus>;
  /** Waits until a view tells that it does not load any more: to be asked before it does. */
  settled(viewId: string): Promise<ListingStatus>;
  ended(transfer: TransferSummary): Promise<TransferSummary>;
  summaryOf(transfer: TransferSummary): TransferSummary;
  allItems(transfer: TransferSummary): TransferItem[];
  /** What became of each item, by its name: its state, and the code of its failure if it has one. */
  states(transfer: TransferSummary): Record<string, string>;
  names(viewId: string): string[];
  stop(): void;
}

/** Starts an engine in this process. `credentials`: those of the admin when left out. */
export function startEngine(
  grants: readonly LocationGrant[],
  credentials: () => StorageCredentials = () => inject('world').rgw.admin,
  more: Partial<EngineHost> = {},
): TestEngine {
  const events: TestEngine['events'] = [];
  const engine = createEngine({
    credentials: async () => credentials(),
    emit: (event, payload) => events.push({ event, payload } as TestEngine['events'][number]),
    ...more,
  });
  engine.setLocations(grants);
  const summaryOf = ({ id }: TransferSummary): TransferSummary => {
    for (const { event, payload } of events.toReversed()) {
      const summary = event === 'transfers.changed' && payload.find((transfer) => transfer.id === id);
      if (summary) return summary;
    }
    throw new Error(`no transfer ${id}`);
  };
  const settled = (viewId: string): Promise<ListingStatus> => {
    const from = events.length;
    return vi.waitFor(() => {
      for (const one of events.slice(from)) {
        if (one.event !== 'listing.changed' || one.payload.viewId !== viewId) continue;
        if (one.payload.phase !== 'loading') return one.payload;
      }
      throw new Error('still loading');
    }, WAIT);
  };
  const allItems = (transfer: TransferSummary): TransferItem[] => {
    const items: TransferItem[] = [];
    for (;;) {
      // A transfer that has just been at work answers at once.
      const window = engine.items(transfer.id, items.length, 200) as ItemWindow;
      items.push(...window.items);
      if (items.length >= window.total) return items;
    }
  };
  return {
    ...engine,
    // Nobody is there to be asked.
    startUpload: (locationId, folder, paths, options = { onConflict: 'skip', emptyFolders: true }) =>
      engine.startUpload(locationId, folder, paths, options),
    startDownload: (viewId, selection, target, onConflict = 'skip') =>
      engine.startDownload(viewId, selection, target, onConflict),
    events,
    settled,
    listed: (locationId, folder, arrangement = {}, scope = 'folder') =>
      settled(engine.openListing(locationId, folder, { ...DEFAULT_ARRANGEMENT, ...arrangement }, scope).viewId),
    ended: (transfer) =>
      vi.waitFor(() => {
        const summary = summaryOf(transfer);
        if (!hasEnded(summary)) throw new Error(`still ${summary.state}: ${JSON.stringify(summary)}`);
        return summary;
      }, WAIT),
    summaryOf,
    allItems,
    states: (transfer) =>
      Object.fromEntries(
        allItems(transfer).map(({ name, state, failure }) => [name, `${state} ${failure?.code ?? ''}`.trim()]),
      ),
    names: (viewId) => {
      const names: string[] = [];
      for (;;) {
        const rows = engine.rows(viewId, names.length, 200);
        if (rows.names.length === 0) return names;
        names.push(...rows.names.map((name, index) => ((rows.sizes[index] ?? 0) < 0 ? `${name}/` : name)));
      }
    },
    stop: () => engine.setLocations([]),
  };
}

/** The world's storage server, or a way to it. */
export function storageAt(endpoint: string = inject('world').rgw.endpoint): LocationGrant['storage'] {
  const { store, rgw } = inject('world');
  return {
    region: rgw.region,
    endpoint,
    pathStyle: true,
    ...(store === 'emulator' && { quirks: EMULATOR_QUIRKS }),
  };
}

/** A location on the world's storage server. */
export function grantOf(bucket: Pick<Bucket, 'name'>, change: Partial<LocationGrant> = {}): LocationGrant {
  return {
    id: 'place',
    accountId: 'ana',
    label: 'Place',
    bucket: bucket.name,
    prefix: '',
    actions: ['list', 'read', 'write', 'delete'],
    storage: storageAt(),
    credentialsId: 'admin',
    ...change,
  };
}

/** Keys of the world's ana by her role, from a sign-in of their own. Where there are no roles everybody has the same keys. */
export async function keysOfAna(): Promise<PlainKeys> {
  const world = inject('world');
  if (world.store !== 'ceph') return world.rgw.admin;
  const { ana } = world.users;
  const { idToken } = await signInThroughPool({ ...world, redirectUri: world.loopbackRedirectUri }, ana);
  return assumeRole(world.stsEndpoint, `home-${ana.sub}`, idToken);
}

/** Keys that break careless code. Ceph takes all of them. */
export const HOSTILE_KEYS = [
  ...['a b', 'a+b', 'a%2Bb', 'a%20b', '%', '%zz', '+', '  ', 'é', 'e\u0301', '日本/語', 'emoji 😀.txt', 'q?x=1', 'h#h'],
  ...['amp&<>"\'', 'back\\slash', 'trail.', 'trail ', 'con', 'NUL.txt', '.', '..', 'a/../b', 'a/./b', '/lead', '//two'],
  ...['x//y', 'CASE', 'case', 'tab\there', 'new\nline', 'cr\rx', '\u0001control', '\u007f', '\u0085', '\ufffe'],
  ...['\u202ertl', 'a=b', 'semi;', '~t', '*', 'dir', 'dir/inside', 'k'.repeat(1000)],
];
