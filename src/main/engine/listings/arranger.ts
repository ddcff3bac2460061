import type { Arrangement } from '../../../shared/model/listing.ts';
import type { Columns, NumberColumn } from './columns.ts';
import { fold } from './fold.ts';
import { idArray } from './id-array.ts';
import { sortedByKind } from './kind-order.ts';
import type { Compare } from './merge-sort.ts';
import { carriedOver, extended, type NameOrder, NO_NAMES, nameComparison, reversed } from './name-order.ts';
import { type NaturalOrder, naturalOrder } from './natural.ts';
import { radixSort } from './radix-sort.ts';
import { type Hits, hitsOf, searched } from './search.ts';
import type { Work } from './slices.ts';

let system: NaturalOrder | null = null;

/** The natural order of the system's language, read when first needed: that takes a few milliseconds. */
function systemOrder(): NaturalOrder {
  system ??= naturalOrder();
  return system;
}

/** The sort of an arrangement without its filter. */
interface Sorted {
  readonly sortBy: Arrangement['sortBy'];
  readonly descending: boolean;
  readonly end: number;
  readonly ids: Uint32Array;
}

/**
 * Orders and filters the entries of some columns. Everything is built on the order of the names, which is kept and
 * extended as entries come: the other columns are sorted from it by passes that keep the order of equal ones, and a filter
 * leaves rows out of an order that is there.
 */
export class Arranger {
  readonly #columns: Columns;
  readonly #natural: NaturalOrder;
  readonly #compare: Compare;
  #earlier: NameOrder | null;
  #names: NameOrder = NO_NAMES;
  #sorted: Sorted | null = null;
  #hits: Hits | null;

  /**
   * `earlier` arranged columns over the same table of names: what it knows of them is taken over. Columns that come after others
   * are complete when they are first arranged.
   */
  constructor(columns: Columns, earlier?: Arranger) {
    this.#columns = columns;
    this.#natural = earlier ? earlier.#natural : systemOrder();
    this.#compare = earlier ? earlier.#compare : nameComparison(columns.table, this.#natural);
    this.#earlier = earlier ? earlier.#names : null;
    this.#hits = earlier ? earlier.#hits : null;
  }

  /** Bytes of memory beside the columns. */
  get memory(): number {
    return this.#names.ids.byteLength + (this.#sorted?.ids.byteLength ?? 0) + (this.#hits?.bits.byteLength ?? 0);
  }

  /** The ids that an arrangement shows, in its order, of those that are in the columns when it begins. */
  *arrange({ sortBy, descending, filter }: Arrangement): Work<Uint32Array> {
    const { end } = this.#columns;
    if (this.#earlier) {
      this.#names = yield* carriedOver(this.#earlier, this.#columns);
      this.#earlier = null;
    }
    const names = yield* extended(this.#names, this.#columns, end, this.#compare);
    this.#names = names;
    const order = yield* this.#order(names, sortBy, descending);
    if (filter === '') {
      this.#hits = null;
      return order;
    }
    const hits = yield* searched(this.#columns.table, fold(filter), end, this.#hits);
    this.#hits = hits;
    return yield* hitsOf(order, hits);
  }

  *#order(names: NameOrder, sortBy: Arrangement['sortBy'], descending: boolean): Work<Uint32Array> {
    if (sortBy === 'name' && !descending) {
      this.#sorted = null;
      return names.ids;
    }
    const known = this.#sorted;
    if (known?.sortBy === sortBy && known.descending === descending && known.end === names.end) return known.ids;
    this.#sorted = null;
    const ids = sortBy === 'name' ? yield* reversed(names, this.#compare) : yield* this.#by(names, sortBy, descending);
    this.#sorted = { sortBy, descending, end: names.end, ids };
    return ids;
  }

  *#by(names: NameOrder, sortBy: 'size' | 'modified' | 'kind', descending: boolean): Work<Uint32Array> {
    const objects = names.ids.subarray(names.folders);
    const sorted =
      sortBy === 'kind'
        ? yield* sortedByKind(objects, this.#columns.table, this.#natural, descending)
        : yield* this.#byNumber(objects, sortBy, descending);
    // Folders have neither size, time nor kind: they stay as their names order them.
    if (names.folders === 0) return sorted;
    const ids = idArray(names.ids.length);
    ids.set(names.ids.subarray(0, names.folders));
    ids.set(sorted, names.folders);
    return ids;
  }

  #byNumber(objects: Uint32Array, column: NumberColumn, descending: boolean): Work<Uint32Array> {
    const columns = this.#columns;
    const { lowest, highest } = columns.range(column);
    const from = descending ? highest : lowest;
    return radixSort(objects, highest - lowest, (start, end, words) =>
      columns.distances(column, from, descending, objects, start, end, words),
    );
  }
}
