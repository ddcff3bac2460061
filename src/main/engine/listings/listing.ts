import { type Failure, toFailure } from '../../../shared/errors.ts';
import { type IdSet, idSetOf } from '../../../shared/model/id-set.ts';
import { type Arrangement, type ListingStatus, MAX_ROWS, type RowWindow } from '../../../shared/model/listing.ts';
import { bytesOf } from '../s3/packed.ts';
import type { S3Port } from '../s3/port.ts';
import { type Throttle, throttle } from '../throttle.ts';
import { Columns } from './columns.ts';
import { type ArrangedRows, Ordering } from './ordering.ts';
import { addPage } from './page-rows.ts';
import { pagesOf } from './paging.ts';
import { Pins } from './pins.ts';
import type { Place } from './recent.ts';
import { foundByPrefix } from './search.ts';
import type { Work } from './slices.ts';

/** So many ids of entries that are gone are no matter. */
const MAX_GONE = 10_000;

/** Where a listing comes from. */
export interface ListingSource extends Place {
  readonly bucket: string;
  /** The whole key prefix: that of the location and the folder. */
  readonly prefix: string;
  readonly port: () => Promise<S3Port>;
}

/** The live result of listing one folder or all below it: grows page by page, in the order of its arrangement. */
export class Listing {
  readonly viewId: string;
  readonly source: ListingSource;
  /** The selections that were counted. */
  readonly pins = new Pins();
  readonly #events: Throttle;
  readonly #ordering: Ordering;
  #columns: Columns;
  /** The rows are those of a listing that came to its end. */
  #whole: boolean;
  #stale: boolean;
  #work = new AbortController();
  #phase: ListingStatus['phase'] = 'loading';
  #failure: Failure | null = null;
  #version = 0;

  /**
   * Starts to list. `emit` hears the status at most ten times a second; the first page at once. `remembered`: the complete
   * rows of an earlier view of the same place, which are shown until the new ones are complete.
   */
  constructor(
    viewId: string,
    source: ListingSource,
    arrangement: Arrangement,
    emit: (status: ListingStatus) => void,
    remembered: ArrangedRows | null = null,
  ) {
    this.viewId = viewId;
    this.source = source;
    this.#columns = remembered?.columns ?? new Columns();
    this.#whole = this.#stale = remembered !== null;
    this.#ordering = new Ordering(remembered ?? this.#columns, arrangement, () => {
      this.#version += 1;
      this.#events.request();
    });
    this.#events = throttle(() => {
      if (this.#ordering.grow()) this.#version += 1;
      emit(this.status());
    });
    this.#list();
  }

  get columns(): Columns {
    return this.#columns;
  }

  /** The ids that are shown, in view order. */
  get order(): Uint32Array {
    return this.#ordering.ids;
  }

  /** Bytes of memory, about. */
  get memory(): number {
    return this.#columns.memory + this.#ordering.memory;
  }

  status(): ListingStatus {
    const { count, folders, bytes } = this.#columns;
    return {
      viewId: this.viewId,
      locationId: this.source.locationId,
      folder: this.source.folder,
      scope: this.source.scope,
      phase: this.#phase,
      stale: this.#stale,
      count,
      shown: this.order.length,
      folders,
      bytes,
      version: this.#version,
      arrangement: this.#ordering.arrangement,
      failure: this.#failure,
    };
  }

  /** Rows from `start`, at most {@link MAX_ROWS} and fewer at the end. */
  rows(start: number, count: number): RowWindow {
    const from = Math.max(0, Math.trunc(start));
    const ids = [...this.order.subarray(from, from + Math.min(Math.max(0, Math.trunc(count)), MAX_ROWS))];
    return {
      viewId: this.viewId,
      version: this.#version,
      start: from,
      ids,
      names: ids.map((id) => this.#columns.name(id)),
      sizes: ids.map((id) => this.#columns.size(id)),
      modified: ids.map((id) => this.#columns.modified(id)),
      archived: ids.filter((id) => this.#columns.isArchived(id)),
    };
  }

  /** Ids of the rows from `from` to `to`, both included, in either direction. */
  range(from: number, to: number): IdSet {
    const first = Math.max(0, Math.min(from, to));
    const end = Math.min(this.order.length, Math.max(from, to) + 1);
    return idSetOf(this.order.subarray(first, Math.max(first, end)));
  }

  /** Position of the first row at or after `from`, wrapping, whose name starts with `prefix`; -1 if none. */
  find(prefix: string, from: number): Work<number> {
    return foundByPrefix(this.order, this.#columns.table, prefix, Math.max(0, Math.trunc(from)));
  }

  /** Orders and filters anew: a short list at once, a long one soon (the present rows stay until then). */
  arrange(arrangement: Arrangement): ListingStatus {
    this.#ordering.arrange(arrangement);
    this.#version += 1;
    return this.status();
  }

  /** Lists again into new columns, which replace the present ones (if any) when complete. No effect while loading. */
  refresh(): ListingStatus {
    if (this.#phase !== 'loading') this.#list();
    return this.status();
  }

  /** Ends loading; what was found stays as `partial`. No effect when it has ended. */
  stop(): ListingStatus {
    if (this.#phase === 'loading') {
      this.#work.abort();
      this.#ordering.grow();
      this.#phase = 'partial';
      this.#version += 1;
    }
    return this.status();
  }

  /** Ends everything, quietly. */
  close(): void {
    this.#work.abort();
    this.#ordering.stop();
    this.#events.stop();
  }

  /** Rows that a later view of the same place can start with; `null` where they are not whole or could not be checked. */
  rememberable(): ArrangedRows | null {
    const { count, table } = this.#columns;
    // Names of entries that are gone stay in memory with the table: too many of them are let go with the view.
    const isWasteful = table.count - count > Math.max(count, MAX_GONE);
    return this.#whole && this.#phase !== 'failed' && !isWasteful ? this.#ordering.rows() : null;
  }

  /** Lists: into the columns while they are empty, else into others. */
  #list(): void {
    const controller = new AbortController();
    const { signal } = controller;
    const isEmpty = this.#columns.count === 0;
    this.#work = controller;
    this.#phase = 'loading';
    this.#stale = !isEmpty;
    this.#failure = null;
    this.#version += 1;
    const end = (phase: ListingStatus['phase'], failure: Failure | null): void => {
      if (signal.aborted) return;
      this.#phase = phase;
      this.#failure = failure;
      this.#version += 1;
      this.#events.now();
    };
    (isEmpty ? this.#fill(signal) : this.#replace(signal)).then(
      () => end('complete', null),
      (error) => end('failed', toFailure(error)),
    );
  }

  async #fill(signal: AbortSignal): Promise<void> {
    await this.#pages(signal, this.#columns);
    await this.#ordering.settled();
    this.#whole = !signal.aborted;
  }

  async #replace(signal: AbortSignal): Promise<void> {
    const columns = new Columns(this.#columns);
    await this.#pages(signal, columns);
    await this.#ordering.switchTo(
      columns,
      () => signal.aborted,
      () => {
        columns.seal();
        this.#columns = columns;
        this.#whole = true;
        this.#stale = false;
      },
    );
  }

  async #pages(signal: AbortSignal, columns: Columns): Promise<void> {
    const { bucket, prefix, scope } = this.source;
    const below = bytesOf(prefix);
    const delimiter = scope === 'folder' ? '/' : null;
    for await (const page of pagesOf(await this.source.port(), { bucket, prefix, delimiter, signal })) {
      addPage(columns, page, below, scope);
      this.#events.request();
    }
  }
}
