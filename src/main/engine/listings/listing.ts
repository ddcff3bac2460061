import { type Failure, PailError, toFailure } from '../../../shared/errors.ts';
import { type Arrangement, type ListingStatus, MAX_ROWS, type RowWindow } from '../../../shared/model/listing.ts';
import type { ListPage, S3Port } from '../s3/port.ts';
import { type Throttle, throttle } from '../throttle.ts';
import { Columns } from './columns.ts';
import { fold } from './fold.ts';
import { Ordering } from './ordering.ts';
import { tokenAfter } from './paging.ts';
import { Pins } from './pins.ts';

/** Where a listing comes from. */
export interface ListingSource {
  readonly locationId: string;
  /** Relative to the location. */
  readonly folder: string;
  readonly bucket: string;
  /** The whole key prefix: that of the location and the folder. */
  readonly prefix: string;
  readonly port: () => Promise<S3Port>;
}

/** Most ids that one range answers. */
const MAX_RANGE = 100_000;

/** The live result of listing one folder: grows page by page, in the order of its arrangement. */
export class Listing {
  readonly viewId: string;
  readonly source: ListingSource;
  /** The selections that were counted. */
  readonly pins = new Pins();
  readonly #events: Throttle;
  #columns = new Columns();
  readonly #ordering: Ordering;
  #work = new AbortController();
  #phase: ListingStatus['phase'] = 'loading';
  #failure: Failure | null = null;
  #version = 0;

  /** Starts to list. `emit` hears the status at most ten times a second; the first page at once. */
  constructor(viewId: string, source: ListingSource, arrangement: Arrangement, emit: (status: ListingStatus) => void) {
    this.viewId = viewId;
    this.source = source;
    this.#ordering = new Ordering(this.#columns, arrangement, () => {
      this.#version += 1;
      this.#events.now();
    });
    this.#events = throttle(() => {
      if (this.#ordering.takePending()) this.#version += 1;
      emit(this.status());
    });
    this.#run((signal) => this.#fill(signal));
  }

  get columns(): Columns {
    return this.#columns;
  }

  /** The ids that are shown, in view order. */
  get order(): Uint32Array {
    return this.#ordering.ids;
  }

  status(): ListingStatus {
    const { count, folders, bytes } = this.#columns;
    return {
      viewId: this.viewId,
      locationId: this.source.locationId,
      folder: this.source.folder,
      phase: this.#phase,
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
    };
  }

  /** Ids of the rows from `from` to `to`, both included, in either direction. Throws `invalid-argument` above 100,000. */
  range(from: number, to: number): number[] {
    const first = Math.max(0, Math.min(from, to));
    const end = Math.min(this.order.length, Math.max(from, to) + 1);
    if (end - first > MAX_RANGE) {
      throw new PailError('invalid-argument', { reason: `a range has at most ${MAX_RANGE} rows` });
    }
    return [...this.order.subarray(first, Math.max(first, end))];
  }

  /** Position of the first row at or after `from`, wrapping, whose name starts with `prefix`; -1 if none. */
  find(prefix: string, from: number): number {
    const total = this.order.length;
    const wanted = fold(prefix);
    const start = Math.max(0, Math.trunc(from));
    for (let step = 0; step < total; step += 1) {
      const position = (start + step) % total;
      if (fold(this.#columns.name(this.order[position] as number)).startsWith(wanted)) return position;
    }
    return -1;
  }

  /** Orders and filters anew: a short list at once, a long one soon (the present rows stay until then). */
  arrange(arrangement: Arrangement): ListingStatus {
    this.#ordering.arrange(arrangement);
    this.#version += 1;
    return this.status();
  }

  /** Lists again into new columns, which replace the present ones (if any) when complete. No effect while loading. */
  refresh(): ListingStatus {
    if (this.#phase !== 'loading') {
      this.#run((signal) => (this.#columns.count === 0 ? this.#fill(signal) : this.#replace(signal)));
    }
    return this.status();
  }

  /** Ends loading; what was found stays as `partial`. No effect when it has ended. */
  stop(): ListingStatus {
    if (this.#phase === 'loading') {
      this.#work.abort();
      this.#ordering.takePending();
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

  #run(work: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    this.#work = controller;
    this.#phase = 'loading';
    this.#failure = null;
    this.#version += 1;
    const end = (phase: ListingStatus['phase'], failure: Failure | null): void => {
      if (controller.signal.aborted) return;
      this.#phase = phase;
      this.#failure = failure;
      this.#version += 1;
      this.#events.now();
    };
    work(controller.signal).then(
      () => end('complete', null),
      (error) => end('failed', toFailure(error)),
    );
  }

  async #fill(signal: AbortSignal): Promise<void> {
    await this.#pages(signal, this.#columns, (id) => this.#ordering.add(id));
  }

  async #replace(signal: AbortSignal): Promise<void> {
    const columns = new Columns(this.#columns);
    await this.#pages(signal, columns, () => undefined);
    await this.#ordering.switchTo(
      columns,
      () => signal.aborted,
      () => {
        columns.seal();
        this.#columns = columns;
      },
    );
  }

  async #pages(signal: AbortSignal, columns: Columns, added: (id: number) => void): Promise<void> {
    const { bucket, prefix } = this.source;
    const port = await this.source.port();
    let token: string | null = null;
    let lastFolder: string | null = null;
    do {
      const page: ListPage = await port.listPage({ bucket, prefix, delimiter: '/', token, signal });
      signal.throwIfAborted();
      for (const common of page.prefixes) {
        // Some stores name a common prefix on both pages that it lies on.
        if (common === lastFolder) continue;
        lastFolder = common;
        added(columns.add('folder', nameBelow(prefix, common).slice(0, -1), -1, -1));
      }
      for (const [index, key] of page.keys.entries()) {
        // The marker of the listed folder itself is not in it.
        if (key === prefix) continue;
        added(columns.add('object', nameBelow(prefix, key), page.sizes[index] ?? 0, page.modified[index] ?? 0));
      }
      token = tokenAfter(page, token, prefix);
      this.#events.request();
    } while (token !== null);
  }
}

function nameBelow(prefix: string, key: string): string {
  if (!key.startsWith(prefix)) {
    throw new PailError('storage-refused', { subject: prefix, reason: 'it listed a key from outside of the folder' });
  }
  return key.slice(prefix.length);
}
