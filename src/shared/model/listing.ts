import type { Failure } from '../errors.ts';
import type { IdSet } from './id-set.ts';

export type EntryKind = 'folder' | 'object';

/** One row of a listing, as a view shows it. `id` is stable for the life of the view, across sort, growth and refresh. */
export interface Entry {
  readonly id: number;
  readonly kind: EntryKind;
  /**
   * The last segment of the key, without the trailing `/` of a folder; in a view of a whole tree, the path of the object
   * relative to the folder of the view.
   */
  readonly name: string;
  /** Bytes; `null` for a folder. */
  readonly size: number | null;
  /** Milliseconds since 1970 UTC; `null` for a folder. */
  readonly modified: number | null;
  /** The store has it in an archive: it cannot be read or copied before it is restored. Left out: not so. */
  readonly archived?: true;
}

export const SORT_COLUMNS = ['name', 'size', 'modified', 'kind'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** How a view orders and narrows its entries. Folders come first in every order. */
export interface Arrangement {
  readonly sortBy: SortColumn;
  readonly descending: boolean;
  /** Shows only names that contain this text, case-insensitively. Empty shows all. */
  readonly filter: string;
}

export const DEFAULT_ARRANGEMENT: Arrangement = { sortBy: 'name', descending: false, filter: '' };

/**
 * What a view shows. `folder`: the folders and objects in its folder. `tree`: all objects below its folder as one flat list
 * with paths for names; what only marks a folder (0 bytes, a name that ends with `/`) is not in it. A search in everything
 * below is a tree with a filter.
 */
export const SCOPES = ['folder', 'tree'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * The state of a view. `loading` grows; `complete` holds every entry; `partial` was stopped before its end;
 * `failed` ended with `failure` after `count` entries, which stay.
 */
export interface ListingStatus {
  readonly viewId: string;
  readonly locationId: string;
  /** Relative to the location: empty, or ends with `/`. */
  readonly folder: string;
  readonly scope: Scope;
  readonly phase: 'loading' | 'complete' | 'partial' | 'failed';
  /**
   * True while the rows are those of an earlier listing (remembered, or from before a refresh) that is being checked, and
   * when that check failed or was stopped. They are replaced at once, ids kept, when the new listing is complete.
   */
  readonly stale: boolean;
  /** Entries found so far, before the filter. */
  readonly count: number;
  /** Rows after the filter: what `rows` can answer. */
  readonly shown: number;
  readonly folders: number;
  /** Sum of the sizes of the objects found so far, in bytes. */
  readonly bytes: number;
  /** Grows with every change of the rows: ask again when it does. */
  readonly version: number;
  readonly arrangement: Arrangement;
  readonly failure: Failure | null;
}

/** Most rows that one call answers. */
export const MAX_ROWS = 200;

/** A window of rows in columns, in view order from `start`. */
export interface RowWindow {
  readonly viewId: string;
  readonly version: number;
  readonly start: number;
  readonly ids: readonly number[];
  readonly names: readonly string[];
  /** Bytes, or -1 for a folder. */
  readonly sizes: readonly number[];
  /** Milliseconds since 1970 UTC, or -1 for a folder. */
  readonly modified: readonly number[];
  /** The ids of objects that are archived; mostly none. */
  readonly archived?: readonly number[];
}

/**
 * Entries of a view: named ones; all but some of what it shows at the moment of asking; or `pinned`, exactly the rows that
 * a {@link SelectionSummary} counted, less those that are gone since, whatever has come, been filtered or sorted since. A
 * pin holds rows: what lies inside of a pinned folder is found when the work on it begins.
 */
export type Selection = { readonly ids: IdSet } | { readonly allExcept: IdSet } | { readonly pinned: string };

/** How many pins a view remembers: the latest, by their last use. */
export const MAX_PINS = 8;

/** What a selection holds at its top level. Folders are not looked into. */
export interface SelectionSummary {
  readonly objects: number;
  readonly folders: number;
  readonly bytes: number;
  /** The name of the first entry, for titles. */
  readonly firstName: string;
  /** Names the rows that were counted, as a {@link Selection}. A view remembers its latest {@link MAX_PINS}. */
  readonly pinned: string;
}

/** Everything below a selection, folders included. */
export interface DeepSummary {
  readonly objects: number;
  readonly bytes: number;
  /** False when the counting was stopped: there may be more. */
  readonly complete: boolean;
}

/** What counting everything below a selection has found so far. */
export interface MeasureProgress {
  readonly viewId: string;
  readonly objects: number;
  readonly bytes: number;
}

/** The rows of a window as entries. */
export function windowEntries(rows: RowWindow): Entry[] {
  const archived = new Set(rows.archived);
  return rows.ids.map((id, index) => {
    const size = rows.sizes[index] ?? -1;
    const modified = rows.modified[index] ?? -1;
    const isFolder = size < 0;
    return {
      id,
      kind: isFolder ? 'folder' : 'object',
      name: rows.names[index] ?? '',
      size: isFolder ? null : size,
      modified: isFolder || modified < 0 ? null : modified,
      ...(archived.has(id) && { archived: true as const }),
    };
  });
}
