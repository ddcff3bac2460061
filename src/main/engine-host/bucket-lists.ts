import { type Failure, PailError, toFailure } from '../../shared/errors.ts';
import { type AccountSummary, type BucketListSummary, MAX_LISTED_BUCKETS } from '../../shared/model/account.ts';
import { isLoopbackUrl } from '../../shared/model/profile/fields.ts';
import type { ListedBucket } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { type MappedBucketList, type MappedLocation, stableId } from '../mapping/evaluate.ts';
import type { EngineHost } from './engine-host.ts';

/** What is known of one list. */
interface Known {
  readonly phase: BucketListSummary['phase'];
  readonly locations: readonly MappedLocation[];
  readonly hidden: number;
  readonly failure: Failure | null;
}

const UNKNOWN: Known = { phase: 'loading', locations: [], hidden: 0, failure: null };

/** Buckets' names (Amazon S3 User Guide, "General purpose bucket naming rules"), and what older ones have besides. */
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

export interface BucketListsOptions {
  readonly engine: Pick<EngineHost, 'call'>;
  readonly accounts: () => readonly Account[];
  /** What is known changed: there may be other locations. */
  readonly changed: () => void;
}

/** Makes locations of the buckets that a store lists, for profiles that want all of them. */
export class BucketLists {
  readonly #options: BucketListsOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: BucketListsOptions) {
    this.#options = options;
  }

  /** The locations of an account that are buckets of its lists. */
  locationsOf(account: Account): MappedLocation[] {
    return account.mapping.bucketLists.flatMap(({ id }) => [...(this.#known.get(id)?.locations ?? [])]);
  }

  /** The summary with the buckets of the account's lists. */
  withBuckets(summary: AccountSummary): AccountSummary {
    const account = this.#options.accounts().find(({ id }) => id === summary.id);
    if (!account || account.mapping.bucketLists.length === 0) return summary;
    const bucketLists = account.mapping.bucketLists.map(({ id, label, mayCreate, mayDelete }) => {
      const { phase, hidden, failure } = this.#known.get(id) ?? UNKNOWN;
      return { id, label, phase, hidden, failure, mayCreate, mayDelete };
    });
    const buckets = this.locationsOf(account).map(({ location }) => location);
    return { ...summary, locations: [...summary.locations, ...buckets], bucketLists };
  }

  /** Asks for lists that were not asked for, and forgets those that are gone. The engine must know them by now. */
  update(): void {
    const lists = this.#options.accounts().flatMap(({ mapping }) => mapping.bucketLists);
    for (const id of this.#known.keys()) if (!lists.some((list) => list.id === id)) this.#known.delete(id);
    for (const list of lists) if (!this.#known.has(list.id)) void this.#load(list);
  }

  /** Asks once more. Throws PailError `not-found`; what the store answers shows in the summary. */
  async refresh(listId: string): Promise<void> {
    await this.#load(this.#get(listId));
  }

  /** Makes a bucket, and lists again. Throws what the engine throws. */
  async create(listId: string, bucket: string): Promise<void> {
    const list = this.#get(listId);
    await this.#options.engine.call('createBucket', listId, bucket);
    await this.#load(list);
  }

  /** Deletes the bucket that a location is, and lists again. Throws `not-found`, and what the engine throws. */
  async delete(listId: string, locationId: string): Promise<void> {
    const list = this.#get(listId);
    const found = this.#known.get(listId)?.locations.find(({ location }) => location.id === locationId);
    if (!found) throw new PailError('not-found', { subject: 'The bucket' });
    await this.#options.engine.call('deleteBucket', listId, found.location.bucket);
    await this.#load(list);
  }

  #get(listId: string): MappedBucketList {
    const lists = this.#options.accounts().flatMap(({ mapping }) => mapping.bucketLists);
    const list = lists.find(({ id }) => id === listId);
    if (!list) throw new PailError('not-found', { subject: 'The list of buckets' });
    return list;
  }

  async #load(list: MappedBucketList): Promise<void> {
    const before = this.#known.get(list.id) ?? UNKNOWN;
    this.#set(list, { ...before, phase: 'loading' });
    try {
      const buckets = await this.#options.engine.call('listBuckets', list.id);
      const usable = buckets.filter(({ name }) => BUCKET_NAME.test(name));
      const locations = usable.slice(0, MAX_LISTED_BUCKETS).map((bucket) => locationOf(list, bucket));
      this.#set(list, { phase: 'listed', locations, hidden: buckets.length - locations.length, failure: null });
    } catch (error) {
      this.#set(list, { ...before, phase: 'failed', failure: toFailure(error) });
    }
  }

  #set({ id }: MappedBucketList, known: Known): void {
    this.#known.set(id, known);
    this.#options.changed();
  }
}

function locationOf(list: MappedBucketList, { name, region }: ListedBucket): MappedLocation {
  const { id: listId, actions, credentials, storage } = list;
  const { endpoint } = storage;
  return {
    location: {
      id: stableId(listId, name),
      label: name,
      bucket: name,
      prefix: '',
      actions,
      sharedKey: credentials.kind === 'static',
      local: endpoint !== undefined && isLoopbackUrl(new URL(endpoint)),
      listId,
    },
    credentials,
    // At AWS buckets of one list may be anywhere. Elsewhere a region is the store's own word for itself.
    storage: region !== null && endpoint === undefined ? { ...storage, region } : storage,
  };
}
