/** The part of the contract (api.ts) that is about what is in a location: views on folders, and single objects. */
import type { Result } from './errors.ts';
import type { IdSet } from './model/id-set.ts';
import type {
  Arrangement,
  DeepSummary,
  ListingStatus,
  RowWindow,
  Scope,
  Selection,
  SelectionSummary,
} from './model/listing.ts';
import type { ObjectFacts } from './model/object-facts.ts';
import type { TransferSummary } from './model/transfer.ts';

export interface ListingsMethods {
  /**
   * Opens a view on a folder of a location and starts to list it. What a recent view of it showed is there at once, `stale`,
   * while it is listed anew. Codes: `not-found`, `action-not-allowed`, `invalid-argument`.
   */
  open(locationId: string, folder: string, arrangement: Arrangement, scope: Scope): Promise<Result<ListingStatus>>;
  /** At most MAX_ROWS rows from position `start`; fewer at the end. Codes: `not-found`. */
  rows(viewId: string, start: number, count: number): Promise<Result<RowWindow>>;
  arrange(viewId: string, arrangement: Arrangement): Promise<Result<ListingStatus>>;
  /** The ids of the rows from `from` to `to`, both included, in either direction; as many as there are. Codes: `not-found`. */
  range(viewId: string, from: number, to: number): Promise<Result<IdSet>>;
  /** The position of the first row whose name starts with `prefix` (ignoring case), at or after `from`, wrapping; -1 if none. */
  find(viewId: string, prefix: string, from: number): Promise<Result<number>>;
  /**
   * Counts the selected rows and pins them: `{ pinned }` of the answer means these rows later, too, when others have come.
   * Codes: `not-found`, also for a pin that the view does not remember any more.
   */
  summarize(viewId: string, selection: Selection): Promise<Result<SelectionSummary>>;
  /**
   * Counts everything below the selection by listing it, and answers at the end; `measure.changed` tells how far it is. A view
   * counts one selection at a time: a later call ends the one before, which answers what it has, `complete: false`.
   * Codes: `not-found`, and as a listing.
   */
  measure(viewId: string, selection: Selection): Promise<Result<DeepSummary>>;
  /** Ends the counting of this view, which answers what it has, `complete: false`. No effect where there is none. */
  stopMeasure(viewId: string): Promise<Result<void>>;
  /** Lists again; the present rows stay until the new ones are complete. */
  refresh(viewId: string): Promise<Result<ListingStatus>>;
  /** Stops listing; what was found stays as `partial`. */
  stop(viewId: string): Promise<Result<ListingStatus>>;
  close(viewId: string): Promise<Result<void>>;
}

export interface ObjectsMethods {
  /** Makes an empty folder (a 0-byte marker). Codes: `name-invalid`, `target-exists`, `access-denied`, ... */
  createFolder(locationId: string, folder: string, name: string): Promise<Result<void>>;
  /**
   * What the store tells of the one selected object, asked anew. Codes: `not-found`, `action-not-allowed` (read is needed),
   * `invalid-argument` for a folder or more than one thing, and as a request.
   */
  facts(viewId: string, selection: Selection): Promise<Result<ObjectFacts>>;
  /**
   * Gives the one selected object or folder another name in its folder: a transfer of the kind `move`. Codes: `not-found`,
   * `action-not-allowed` (read, write and delete are needed), `invalid-argument` for more than one, `name-invalid`,
   * `target-invalid` for the name that it has, `target-exists`, and as a request.
   */
  rename(viewId: string, selection: Selection, newName: string): Promise<Result<TransferSummary>>;
}
