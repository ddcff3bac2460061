import type { Arrangement } from '../../../shared/model/listing.ts';
import { Arranger } from './arranger.ts';
import type { Columns } from './columns.ts';
import { finish, finishInSlices } from './slices.ts';

/** Up to so many rows are arranged on the spot; above, in slices. Names that the collator must compare take longer. */
const ARRANGED_AT_ONCE = 4096;
const COLLATED_AT_ONCE = 512;
/** While entries arrive, arranging takes at most one of so many parts of the time. */
const PART_OF_TIME = 4;

/** The rows of a view, kept when it closes. */
export interface ArrangedRows {
  readonly columns: Columns;
  readonly arranger: Arranger;
  readonly arrangement: Arrangement;
  readonly ids: Uint32Array;
}

/** The rows of a view: those ids of its columns that pass the filter, in order, kept so while entries arrive. */
export class Ordering {
  readonly #changed: () => void;
  #columns: Columns;
  #arranger: Arranger;
  #arrangement: Arrangement;
  #ids: Uint32Array = new Uint32Array(0);
  /** How `#ids` are arranged: not yet as wished for, while that is under way. */
  #arranged: Arrangement;
  /** Entries from this id on have not found their place yet. */
  #end = 0;
  /** The arranging in slices that is under way; a newer one makes it unwanted. */
  #running: { readonly ended: Promise<void> } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #notBefore = 0;
  #stopped = false;

  /** `changed` is called when arranging a long list in slices has brought its result. */
  constructor(rows: Columns | ArrangedRows, arrangement: Arrangement, changed: () => void) {
    this.#arrangement = arrangement;
    this.#arranged = arrangement;
    this.#changed = changed;
    if (!('columns' in rows)) {
      this.#columns = rows;
      this.#arranger = new Arranger(rows);
      return;
    }
    this.#columns = rows.columns;
    this.#arranger = rows.arranger;
    this.#ids = rows.ids;
    this.#arranged = rows.arrangement;
    this.#end = rows.columns.end;
    if (JSON.stringify(rows.arrangement) !== JSON.stringify(arrangement)) this.arrange(arrangement);
  }

  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  /** The ids that are shown, in view order. Never changed in place. */
  get ids(): Uint32Array {
    return this.#ids;
  }

  /** Bytes of memory beside the columns. */
  get memory(): number {
    return this.#arranger.memory + this.#ids.byteLength;
  }

  /** What a later view of the same folder can start with. */
  rows(): ArrangedRows {
    return { columns: this.#columns, arranger: this.#arranger, arrangement: this.#arranged, ids: this.#ids };
  }

  /** Puts what has come into its place: in a short list now, and then the answer is true; in a long one soon. */
  grow(): boolean {
    if (this.#running || this.#isUpToDate()) return false;
    if (this.#isShort()) {
      this.#arrangeNow();
      return true;
    }
    const wait = this.#notBefore - performance.now();
    if (wait <= 0) this.#arrangeSoon();
    else this.#timer ??= setTimeout(() => this.#arrangeSoon(), wait).unref();
    return false;
  }

  /** Orders and filters anew: a short list at once, a long one soon (the present rows stay until then). */
  arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    if (this.#isShort()) this.#arrangeNow();
    else this.#arrangeSoon();
  }

  /** Resolves when every entry has its place, or nobody wants that any more. */
  async settled(): Promise<void> {
    while (!this.#stopped && (this.#running || !this.#isUpToDate())) {
      if (!this.#running && this.#isShort()) this.#arrangeNow();
      else if (!this.#running) this.#arrangeSoon();
      await this.#running?.ended;
    }
  }

  /**
   * Arranges other columns over the same names and then takes them, calling `taken` in the same step, so that no one sees the rows of one and
   * the columns of the other. Answers without when `cancelled`.
   */
  async switchTo(columns: Columns, cancelled: () => boolean, taken: () => void): Promise<void> {
    const arranger = new Arranger(columns, this.#arranger);
    while (!cancelled()) {
      const arrangement = this.#arrangement;
      const unwanted = (): boolean => cancelled() || this.#arrangement !== arrangement;
      const ids = await finishInSlices(arranger.arrange(arrangement), unwanted);
      if (ids === null || unwanted()) continue;
      this.#columns = columns;
      this.#arranger = arranger;
      this.#show(ids, arrangement, columns.end);
      taken();
      return;
    }
  }

  /** Drops the arranging that is under way, for good. */
  stop(): void {
    this.#stopped = true;
    this.#supersede();
  }

  #isUpToDate(): boolean {
    return this.#end >= this.#columns.end;
  }

  #isShort(): boolean {
    const { count, table } = this.#columns;
    return count <= (table.allPlain ? ARRANGED_AT_ONCE : COLLATED_AT_ONCE);
  }

  #arrangeNow(): void {
    const { end } = this.#columns;
    this.#show(finish(this.#arranger.arrange(this.#arrangement)), this.#arrangement, end);
  }

  #arrangeSoon(): void {
    this.#supersede();
    const mine = { ended: Promise.resolve() };
    this.#running = mine;
    mine.ended = this.#arrangeInSlices(() => this.#running !== mine);
  }

  async #arrangeInSlices(unwanted: () => boolean): Promise<void> {
    // After the present step, so that whoever asked has done what belongs to it.
    await new Promise((resolve) => setImmediate(resolve));
    if (unwanted()) return;
    const started = performance.now();
    const arrangement = this.#arrangement;
    const { end } = this.#columns;
    const ids = await finishInSlices(this.#arranger.arrange(arrangement), unwanted);
    if (ids === null || unwanted()) return;
    const now = performance.now();
    this.#notBefore = now + (now - started) * (PART_OF_TIME - 1);
    this.#show(ids, arrangement, end);
    this.#changed();
  }

  /** Takes rows; what else is under way is unwanted then. */
  #show(ids: Uint32Array, arrangement: Arrangement, end: number): void {
    this.#supersede();
    this.#ids = ids;
    this.#arranged = arrangement;
    this.#end = end;
  }

  /** Makes what is under way or planned unwanted. */
  #supersede(): void {
    this.#running = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
