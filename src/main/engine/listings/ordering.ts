import type { Arrangement } from '../../../shared/model/listing.ts';
import { arrangeInSlices, arrangeNow, type Compare, comparison, matching, mergeSorted, timeSlices } from './arrange.ts';
import type { Columns } from './columns.ts';

/** Up to so many rows are arranged on the spot; above, in slices. */
const ARRANGED_AT_ONCE = 4096;
const SLICE_MS = 8;

/** The rows of a view: those ids of its columns that pass the filter, in order, kept so while entries arrive. */
export class Ordering {
  readonly #changed: () => void;
  #columns: Columns;
  #arrangement: Arrangement;
  #compare: Compare;
  #matches: (id: number) => boolean;
  #ids: Uint32Array = new Uint32Array(0);
  /** Ids that are in the columns and not yet in the order. */
  #pending: number[] = [];
  /** The arranging in slices that is under way; a newer one makes it stale. */
  #arranging: symbol | null = null;

  /** `changed` is called when arranging a long list in slices has brought its result. */
  constructor(columns: Columns, arrangement: Arrangement, changed: () => void) {
    this.#columns = columns;
    this.#arrangement = arrangement;
    this.#changed = changed;
    this.#compare = comparison(columns, arrangement);
    this.#matches = matching(columns, arrangement);
  }

  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  /** The ids that are shown, in view order. Never changed in place. */
  get ids(): Uint32Array {
    return this.#ids;
  }

  /** Notes an entry that has come into the columns. */
  add(id: number): void {
    this.#pending.push(id);
  }

  /** Puts what was added into its place; true if there was anything and arranging is not under way. */
  takePending(): boolean {
    if (this.#arranging || this.#pending.length === 0) return false;
    const batch = arrangeNow(this.#pending, this.#matches, this.#compare);
    this.#pending = [];
    this.#ids = mergeSorted(this.#ids, batch, this.#compare);
    return true;
  }

  /** Orders and filters anew: a short list at once, a long one soon. */
  arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    this.#use(this.#columns);
    const ids = this.#columns.ids();
    if (ids.length <= ARRANGED_AT_ONCE) this.#ids = arrangeNow(ids, this.#matches, this.#compare);
    else void this.#arrangeSoon(ids);
  }

  /**
   * Arranges other columns and then takes them, calling `taken` in the same step, so that no one sees the rows of one and
   * the columns of the other. Answers without when `cancelled`.
   */
  async switchTo(columns: Columns, cancelled: () => boolean, taken: () => void): Promise<void> {
    while (!cancelled()) {
      const arrangement = this.#arrangement;
      const [matches, compare] = [matching(columns, arrangement), comparison(columns, arrangement)];
      const stale = (): boolean => cancelled() || this.#arrangement !== arrangement;
      const ids = await arrangeInSlices(columns.ids(), matches, compare, timeSlices(SLICE_MS), stale);
      if (ids === null || stale()) continue;
      this.#use(columns);
      this.#ids = ids;
      taken();
      return;
    }
  }

  /** Drops the arranging that is under way. */
  stop(): void {
    this.#arranging = null;
  }

  async #arrangeSoon(ids: Uint32Array): Promise<void> {
    const mine = Symbol('arranging');
    this.#arranging = mine;
    const stale = (): boolean => this.#arranging !== mine;
    const order = await arrangeInSlices(ids, this.#matches, this.#compare, timeSlices(SLICE_MS), stale);
    if (order === null || stale()) return;
    this.#arranging = null;
    this.#ids = order;
    this.#changed();
  }

  /** Works on these columns from now on: what was pending or being arranged before is covered by the caller. */
  #use(columns: Columns): void {
    this.#columns = columns;
    this.#compare = comparison(columns, this.#arrangement);
    this.#matches = matching(columns, this.#arrangement);
    this.#arranging = null;
    this.#pending = [];
  }
}
