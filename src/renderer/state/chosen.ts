/** Which rows are selected: by their ids, so that sorting, growth and refresh change nothing. */
import type { Selection } from '../../shared/model/listing.ts';

export interface Chosen {
  /** `except`: all rows of the view but those of `ids`. */
  readonly mode: 'only' | 'except';
  readonly ids: ReadonlySet<number>;
}

export const NONE: Chosen = { mode: 'only', ids: new Set() };
export const ALL: Chosen = { mode: 'except', ids: new Set() };

export function only(ids: Iterable<number>): Chosen {
  return { mode: 'only', ids: new Set(ids) };
}

export function isChosen({ mode, ids }: Chosen, id: number): boolean {
  return ids.has(id) === (mode === 'only');
}

export function toggled({ mode, ids }: Chosen, id: number): Chosen {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { mode, ids: next };
}

/** How many of `shown` rows are selected. */
export function chosenCount({ mode, ids }: Chosen, shown: number): number {
  return mode === 'only' ? ids.size : Math.max(0, shown - ids.size);
}

export function toSelection({ mode, ids }: Chosen): Selection {
  return mode === 'only' ? { ids: [...ids] } : { allExcept: [...ids] };
}
