import type { Failure } from '../../../shared/errors.ts';
import type { ConflictAnswer, ItemCounts, ItemState } from '../../../shared/model/transfer.ts';
import type { EtagKind } from '../s3/etag.ts';
import { ItemColumns } from './item-columns.ts';
import { type Journal, NO_JOURNAL } from './journal/journal.ts';

/** What is to be done where something is there already: `none` means that it is left, and told. */
export type ItemChoice = 'none' | Exclude<ConflictAnswer, 'skip' | 'newer'>;

/** What is known of an item that was moved. */
export interface Receipt {
  /** As the store sends it, with its quotes. */
  readonly etag?: string;
  /** What the ETag is made of, where that is known. */
  readonly etagKind?: EtagKind;
  readonly versionId?: string;
  /** Milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
}

/** The part of it that the store tells. */
export type StoredReceipt = Pick<Receipt, 'etag' | 'etagKind' | 'versionId'>;

/** What its job remembers of an item that is half done. */
export interface Begun {
  readonly base: unknown;
  readonly steps: readonly unknown[];
}

const STATES = ['waiting', 'running', 'done', 'failed', 'skipped', 'cancelled'] as const satisfies ItemState[];
type StateNumber = number;
const numberOf = Object.fromEntries(STATES.map((state, index) => [state, index])) as Record<ItemState, StateNumber>;

/** What an item is known by: two files of one name may come from two folders. */
export function identityOf(name: string, origin = ''): string {
  return `${name}\0${origin}`;
}

/**
 * The items of one transfer, in columns: no object per item until somebody looks at it. Every change but those of a running item
 * goes to the journal; in another run an item that was running is waiting.
 */
export class Items {
  /** What is done with items of which nothing else was said. */
  usualChoice: ItemChoice = 'none';
  #journal: Journal;
  readonly #names: string[] = [];
  /** Whatever the kind of transfer needs to find the item again besides its name. */
  readonly #origins: string[] = [];
  readonly #failures = new Map<number, Failure>();
  readonly #receipts = new Map<number, StoredReceipt>();
  readonly #choices = new Map<number, ItemChoice>();
  /** Names under which items go where that is not their own. */
  readonly #targets = new Map<number, string>();
  /** Items that cannot be had before somebody has them restored, as the listing told. */
  readonly #archived = new Set<number>();
  readonly #begun = new Map<number, { readonly base: unknown; readonly steps: unknown[] }>();
  readonly #tally = STATES.map(() => 0);
  readonly #columns = new ItemColumns();
  #replaceable = 0;
  /** No item before this one is waiting. */
  #cursor = 0;
  #bytesDone = 0;
  #bytesTotal = 0;

  constructor(journal: Journal = NO_JOURNAL) {
    this.#journal = journal;
  }

  /** From here on changes go to this journal. */
  recordIn(journal: Journal): void {
    this.#journal = journal;
  }

  get count(): number {
    return this.#names.length;
  }

  get bytesDone(): number {
    return this.#bytesDone;
  }

  get bytesTotal(): number {
    return this.#bytesTotal;
  }

  counts(): ItemCounts {
    return {
      total: this.count,
      done: this.countOf('done'),
      failed: this.countOf('failed'),
      skipped: this.countOf('skipped'),
      replaceable: this.#replaceable,
      cancelled: this.countOf('cancelled'),
    };
  }

  countOf(state: ItemState): number {
    return this.#tally[numberOf[state]] ?? 0;
  }

  /**
   * Adds a waiting item of `size` bytes, last changed at `modified` (ms since 1970 UTC, 0: nobody said); answers its index.
   * `isArchived`: see {@link isArchived}.
   */
  add(name: string, size: number, modified = 0, origin = '', isArchived = false): number {
    const index = this.#names.push(name) - 1;
    this.#origins.push(origin);
    this.#columns.reserve(index);
    this.#columns.sizes[index] = size;
    this.#columns.modified[index] = modified;
    this.#bytesTotal += size;
    this.#columns.states[index] = numberOf.waiting;
    this.#count(numberOf.waiting, 1);
    if (isArchived) this.#archived.add(index);
    this.#journal.append({
      r: 'items',
      from: index,
      names: [name],
      sizes: [size],
      modified: [modified],
      origins: [origin],
      ...(isArchived && { archived: [index] }),
    });
    return index;
  }

  name(index: number): string {
    return this.#names[index] ?? '';
  }

  origin(index: number): string {
    return this.#origins[index] ?? '';
  }

  size(index: number): number {
    return this.#columns.sizes[index] ?? 0;
  }

  /** ms since 1970 UTC; 0 where nobody said. */
  modified(index: number): number {
    return this.#columns.modified[index] ?? 0;
  }

  /** The store told that it is archived. It may have been restored since: what counts is what the store answers. */
  isArchived(index: number): boolean {
    return this.#archived.has(index);
  }

  choice(index: number): ItemChoice {
    return this.#choices.get(index) ?? this.usualChoice;
  }

  /** The name under which it goes where that was chosen; `undefined`: under the one that it has by itself. */
  target(index: number): string | undefined {
    return this.#targets.get(index);
  }

  /** Says what is to be done where something is there already, and under which other name it goes. */
  choose(index: number, choice: ItemChoice, target?: string): void {
    this.#choices.set(index, choice);
    if (target !== undefined) this.#targets.set(index, target);
    this.#journal.append({ r: 'choices', choices: [target === undefined ? [index, choice] : [index, choice, target]] });
  }

  /** What was begun of an item and is to be gone on with; `null` where nothing was. */
  begun(index: number): Begun | null {
    return this.#begun.get(index) ?? null;
  }

  /** The items of which something was begun. */
  allBegun(): number[] {
    return [...this.#begun.keys()];
  }

  /** Remembers that an item was begun, and what its job must know to go on with it or to take it back. */
  begin(index: number, base: unknown): void {
    this.#begun.set(index, { base, steps: [] });
    this.#journal.append({ r: 'begun', index, base });
  }

  /** Remembers that a step of an item that was begun is done. */
  step(index: number, step: unknown): void {
    this.#begun.get(index)?.steps.push(step);
    this.#journal.append({ r: 'step', index, step });
  }

  /** Nothing is left of what was begun. */
  settle(index: number): void {
    if (this.#begun.delete(index)) this.#journal.append({ r: 'settled', index });
  }

  state(index: number): ItemState {
    return STATES[this.#columns.states[index] ?? 0] ?? 'waiting';
  }

  failure(index: number): Failure | null {
    return this.#failures.get(index) ?? null;
  }

  /** Whether it was skipped because something is there already. */
  isReplaceable(index: number): boolean {
    return this.state(index) === 'skipped' && this.failure(index)?.code === 'target-exists';
  }

  /** Corrects the size, where the work finds another one than was announced. */
  resize(index: number, size: number): void {
    this.#bytesTotal += size - this.size(index);
    this.#columns.sizes[index] = size;
  }

  /** Notes `bytes` more; a negative number takes back what has to be moved again. */
  progress(index: number, bytes: number): void {
    this.#columns.done[index] = (this.#columns.done[index] ?? 0) + bytes;
    this.#bytesDone += bytes;
  }

  /** Notes that so many bytes of an item are there, whatever was noted before. */
  keep(index: number, bytes: number): void {
    this.progress(index, bytes - this.bytesDoneOf(index));
  }

  /** Bytes moved of this item. */
  bytesDoneOf(index: number): number {
    return this.#columns.done[index] ?? 0;
  }

  /** Says what became of an item in the store, before it is done. */
  receipt(index: number, { etag, etagKind, versionId }: StoredReceipt): void {
    this.#receipts.set(index, {
      ...(etag !== undefined && { etag }),
      ...(etagKind && { etagKind }),
      ...(versionId !== undefined && { versionId }),
    });
  }

  /** A running item is done. `from`: when it was begun, in ms since 1970 UTC. */
  finish(index: number, from: number): void {
    const receipt = { ...this.#receipts.get(index), from, to: Date.now() };
    this.#receipts.delete(index);
    this.set(index, 'done', null, receipt);
  }

  /** Moves an item to a state. Only a `failed` or `skipped` one has a failure, and only one that is `done` a receipt. */
  set(index: number, state: ItemState, failure: Failure | null = null, receipt: Receipt | null = null): void {
    const before = this.state(index);
    if (this.isReplaceable(index)) this.#replaceable -= 1;
    this.#count(numberOf[before], -1);
    this.#columns.states[index] = numberOf[state];
    this.#count(numberOf[state], 1);
    if (failure) this.#failures.set(index, failure);
    else this.#failures.delete(index);
    if (this.isReplaceable(index)) this.#replaceable += 1;
    if (state !== 'running' && state !== 'done') this.progress(index, -this.bytesDoneOf(index));
    if (state === 'waiting') this.#cursor = Math.min(this.#cursor, index);
    if (state === 'running' || (state === 'waiting' && before === 'running')) return;
    const size = state === 'done' ? { size: this.size(index) } : {};
    this.#journal.append({
      r: 'states',
      changes: [{ index, state, ...size, ...(failure && { failure }), ...(receipt && { receipt }) }],
    });
  }

  /** The first waiting item; -1 if there is none now. */
  nextWaiting(): number {
    if (this.countOf('waiting') === 0) return -1;
    while (this.#cursor < this.count && this.#columns.states[this.#cursor] !== numberOf.waiting) this.#cursor += 1;
    return this.#cursor < this.count ? this.#cursor : -1;
  }

  /** The indices of the items in a state, in order. */
  indicesOf(state: ItemState): number[] {
    const wanted = numberOf[state];
    const found: number[] = [];
    for (let index = 0; index < this.count; index += 1) if (this.#columns.states[index] === wanted) found.push(index);
    return found;
  }

  names(): ReadonlySet<string> {
    return new Set(this.#names);
  }

  /** What each is known by (see {@link identityOf}), for telling what is known already. */
  identities(): Set<string> {
    return new Set(this.#names.map((name, index) => identityOf(name, this.#origins[index])));
  }

  #count(state: StateNumber, change: number): void {
    this.#tally[state] = (this.#tally[state] ?? 0) + change;
  }
}
