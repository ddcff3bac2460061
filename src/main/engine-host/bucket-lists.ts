import { isDeepStrictEqual } from 'node:util';
import { type Failure, PailError, toFailure } from '../../shared/errors.ts';
import { type AccountSummary, type BucketListSummary, MAX_LISTED_BUCKETS } from '../../shared/model/account.ts';
import { isLocalStore } from '../../shared/model/profile/fields.ts';
import type { ListedBucket } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { type MappedBucketList, type MappedLocation, stableId } from '../mapping/evaluate.ts';
import type { EngineHost } from './engine-host.ts';

/** A question to a store: by whom, and by what keys. */
interface Question {
  readonly account: Account;
  readonly list: MappedBucketList;
}

/** What is known of one list. */
interface Known {
  readonly phase: BucketListSummary['phase'];
  readonly buckets: readonly ListedBucket[];
  readonly hidden: number;
  readonly failure: Failure | null;
  /** The last one: answers to those before do not count. */
  readonly question: Question | null;
}

const UNKNOWN: Known = { phase: 'loading', buckets: [], hidden: 0, failure: null, question: null };

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

  /** The locations of an account that are buckets of its lists, by the account's mapping as it is now. */
  locationsOf(account: Account): MappedLocation[] {
    return account.mapping.bucketLists.flatMap((list) =>
      (this.#known.get(list.id)?.buckets ?? []).map((bucket) => locationOf(list, bucket)),
    );
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

  /**
   * Asks for lists that were not asked for, or of another store or by other keys, or in vain before the person signed in again; forgets those
   * that are gone. The engine must know them by now.
   */
  update(): void {
    const questions = this.#questions();
    for (const id of this.#known.keys()) if (!questions.some(({ list }) => list.id === id)) this.#known.delete(id);
    for (const question of questions) {
      const { id } = question.list;
      const known = this.#known.get(id);
      if (known?.question && isElsewhere(known.question.list, question.list)) this.#known.delete(id);
      else if (known && (known.phase !== 'failed' || known.question?.account === question.account)) continue;
      void this.#load(question);
    }
  }

  /** Stores answer but for those of `lost`: lists that could not be had for want of a network are asked for again. */
  reachable(lost: readonly string[]): void {
    this.#askAgain(
      ({ phase, failure }, id) => phase === 'failed' && failure?.remedy === 'network' && !lost.includes(id),
    );
  }

  /** There is another engine: what the one before did not answer any more, or nobody could be asked, it is asked. */
  engineReplaced(): void {
    this.#askAgain(({ phase, failure }) => phase === 'loading' || (phase === 'failed' && isOfEngine(failure)));
  }

  /** Asks once more. Throws PailError `not-found`; what the store answers shows in the summary. */
  async refresh(listId: string): Promise<void> {
    await this.#load(this.#get(listId));
  }

  /** Makes a bucket, and lists again. Throws what the engine throws. */
  async create(listId: string, bucket: string): Promise<void> {
    const question = this.#get(listId);
    await this.#options.engine.call('createBucket', listId, bucket);
    await this.#load(question);
  }

  /** Deletes the bucket that a location is, and lists again. Throws `not-found`, and what the engine throws. */
  async delete(listId: string, locationId: string): Promise<void> {
    const question = this.#get(listId);
    const found = this.locationsOf(question.account).find(
      ({ location }) => location.id === locationId && location.listId === listId,
    );
    if (!found) throw new PailError('not-found', { subject: 'The bucket' });
    await this.#options.engine.call('deleteBucket', listId, found.location.bucket);
    await this.#load(question);
  }

  #questions(): Question[] {
    return this.#options
      .accounts()
      .flatMap((account) => account.mapping.bucketLists.map((list) => ({ account, list })));
  }

  #get(listId: string): Question {
    const question = this.#questions().find(({ list }) => list.id === listId);
    if (!question) throw new PailError('not-found', { subject: 'The list of buckets' });
    return question;
  }

  #askAgain(isWanted: (known: Known, listId: string) => boolean): void {
    for (const question of this.#questions()) {
      const known = this.#known.get(question.list.id);
      if (known && isWanted(known, question.list.id)) void this.#load(question);
    }
  }

  async #load({ account, list }: Question): Promise<void> {
    const { id } = list;
    const question: Question = { account, list };
    this.#set(id, { ...(this.#known.get(id) ?? UNKNOWN), phase: 'loading', question });
    const answer = await this.#ask(id);
    const known = this.#known.get(id);
    // It was asked again since, or forgotten.
    if (known?.question === question) this.#set(id, { ...known, ...answer });
  }

  async #ask(listId: string): Promise<Partial<Known>> {
    try {
      const all = await this.#options.engine.call('listBuckets', listId);
      const buckets = all.filter(({ name }) => BUCKET_NAME.test(name)).slice(0, MAX_LISTED_BUCKETS);
      return { phase: 'listed', buckets, hidden: all.length - buckets.length, failure: null };
    } catch (error) {
      return { phase: 'failed', failure: toFailure(error) };
    }
  }

  #set(listId: string, known: Known): void {
    this.#known.set(listId, known);
    this.#options.changed();
  }
}

function isOfEngine(failure: Failure | null): boolean {
  return failure?.code === 'engine-stopped' || failure?.code === 'engine-down';
}

/** True where the same list would be had from another store or by other keys. */
function isElsewhere(before: MappedBucketList, now: MappedBucketList): boolean {
  return !isDeepStrictEqual(before.credentials, now.credentials) || !isDeepStrictEqual(before.storage, now.storage);
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
      local: isLocalStore(storage),
      listId,
    },
    credentials,
    // At AWS buckets of one list may be anywhere. Elsewhere a region is the store's own word for itself.
    storage: region !== null && endpoint === undefined ? { ...storage, region } : storage,
  };
}
