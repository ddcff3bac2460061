import type { Failure } from '../../../shared/errors.ts';
import { type ItemCounts, type ItemState, MAX_ITEMS, type TransferItem } from '../../../shared/model/transfer.ts';

const STATES = ['waiting', 'running', 'done', 'failed', 'skipped', 'cancelled'] as const satisfies ItemState[];
type StateNumber = number;
const numberOf = Object.fromEntries(STATES.map((state, index) => [state, index])) as Record<ItemState, StateNumber>;

const FIRST_CAPACITY = 64;

/** The items of one transfer, in columns: no object per item until somebody looks at it. */
export class Items {
  readonly #names: string[] = [];
  /** Whatever the kind of transfer needs to find the item again besides its name. */
  readonly #origins: string[] = [];
  readonly #failures = new Map<number, Failure>();
  readonly #tally = STATES.map(() => 0);
  #states = new Uint8Array(FIRST_CAPACITY);
  #sizes = new Float64Array(FIRST_CAPACITY);
  #done = new Float64Array(FIRST_CAPACITY);
  /** No item before this one is waiting. */
  #cursor = 0;
  #bytesDone = 0;
  #bytesTotal = 0;

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
      cancelled: this.countOf('cancelled'),
    };
  }

  countOf(state: ItemState): number {
    return this.#tally[numberOf[state]] ?? 0;
  }

  /** Adds a waiting item of `size` bytes and answers its index. */
  add(name: string, size: number, origin = ''): number {
    const index = this.#names.push(name) - 1;
    this.#origins.push(origin);
    if (index === this.#states.length) this.#grow();
    this.#sizes[index] = size;
    this.#bytesTotal += size;
    this.#states[index] = numberOf.waiting;
    this.#count(numberOf.waiting, 1);
    return index;
  }

  name(index: number): string {
    return this.#names[index] ?? '';
  }

  origin(index: number): string {
    return this.#origins[index] ?? '';
  }

  size(index: number): number {
    return this.#sizes[index] ?? 0;
  }

  state(index: number): ItemState {
    return STATES[this.#states[index] ?? 0] ?? 'waiting';
  }

  failure(index: number): Failure | null {
    return this.#failures.get(index) ?? null;
  }

  /** Corrects the size, where the work finds another one than was announced. */
  resize(index: number, size: number): void {
    this.#bytesTotal += size - this.size(index);
    this.#sizes[index] = size;
  }

  /** Notes `bytes` more; a negative number takes back what has to be moved again. */
  progress(index: number, bytes: number): void {
    this.#done[index] = (this.#done[index] ?? 0) + bytes;
    this.#bytesDone += bytes;
  }

  /** Bytes moved of this item. */
  bytesDoneOf(index: number): number {
    return this.#done[index] ?? 0;
  }

  /** Moves an item to a state. Only a `failed` or `skipped` one has a failure. */
  set(index: number, state: ItemState, failure: Failure | null = null): void {
    this.#count(this.#states[index] ?? 0, -1);
    this.#states[index] = numberOf[state];
    this.#count(numberOf[state], 1);
    if (failure) this.#failures.set(index, failure);
    else this.#failures.delete(index);
    if (state !== 'running' && state !== 'done') this.progress(index, -this.bytesDoneOf(index));
    if (state === 'waiting') this.#cursor = Math.min(this.#cursor, index);
  }

  /** The first waiting item; -1 if there is none now. */
  nextWaiting(): number {
    if (this.countOf('waiting') === 0) return -1;
    while (this.#cursor < this.count && this.#states[this.#cursor] !== numberOf.waiting) this.#cursor += 1;
    return this.#cursor < this.count ? this.#cursor : -1;
  }

  /** The indices of the items in a state, in order. */
  indicesOf(state: ItemState): number[] {
    const wanted = numberOf[state];
    const found: number[] = [];
    for (let index = 0; index < this.count; index += 1) if (this.#states[index] === wanted) found.push(index);
    return found;
  }

  /** Every name, for telling what is known already. */
  names(): ReadonlySet<string> {
    return new Set(this.#names);
  }

  /** At most {@link MAX_ITEMS} items: those that failed come first, then running ones, then the rest in order. */
  window(start: number, count: number): TransferItem[] {
    const from = Math.max(0, Math.trunc(start));
    const end = from + Math.min(Math.max(0, Math.trunc(count)), MAX_ITEMS);
    const first = [...this.indicesOf('failed'), ...this.indicesOf('running')];
    const found = first.slice(from, end);
    let position = first.length;
    for (let index = 0; index < this.count && position < end; index += 1) {
      const state = this.#states[index];
      if (state === numberOf.failed || state === numberOf.running) continue;
      if (position >= from) found.push(index);
      position += 1;
    }
    return found.map((index) => this.#item(index));
  }

  #item(index: number): TransferItem {
    return {
      name: this.name(index),
      state: this.state(index),
      size: this.size(index),
      bytesDone: this.bytesDoneOf(index),
      failure: this.failure(index),
    };
  }

  #count(state: StateNumber, change: number): void {
    this.#tally[state] = (this.#tally[state] ?? 0) + change;
  }

  #grow(): void {
    const capacity = this.#states.length * 2;
    const grown = <T extends Uint8Array | Float64Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    this.#states = grown(new Uint8Array(capacity), this.#states);
    this.#sizes = grown(new Float64Array(capacity), this.#sizes);
    this.#done = grown(new Float64Array(capacity), this.#done);
  }
}
