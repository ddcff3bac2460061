/** Which rows are selected: by their ids, one bit each, so that sorting, growth and refresh change nothing. */
import {
  hasId,
  type IdSet,
  idSetOf,
  idSetSize,
  NO_IDS,
  withId,
  withIds,
  withoutId,
} from '../../shared/model/id-set.ts';
import type { Selection } from '../../shared/model/listing.ts';

export interface Chosen {
  /** `except`: all rows of the view but those of `ids`. */
  readonly mode: 'only' | 'except';
  readonly ids: IdSet;
  /** How many ids there are: counting them each time would take a while for a million. */
  readonly size: number;
}

export const NONE: Chosen = { mode: 'only', ids: NO_IDS, size: 0 };
export const ALL: Chosen = { mode: 'except', ids: NO_IDS, size: 0 };

export function only(ids: IdSet): Chosen {
  return { mode: 'only', ids, size: idSetSize(ids) };
}

export function onlyOne(id: number): Chosen {
  return { mode: 'only', ids: idSetOf([id]), size: 1 };
}

export function isChosen({ mode, ids }: Chosen, id: number): boolean {
  return hasId(ids, id) === (mode === 'only');
}

export function toggled({ mode, ids, size }: Chosen, id: number): Chosen {
  return hasId(ids, id)
    ? { mode, ids: withoutId(ids, id), size: size - 1 }
    : { mode, ids: withId(ids, id), size: size + 1 };
}

/** How many of `shown` rows are selected. */
export function chosenCount({ mode, size }: Chosen, shown: number): number {
  return mode === 'only' ? size : Math.max(0, shown - size);
}

export function toSelection({ mode, ids }: Chosen): Selection {
  return mode === 'only' ? { ids } : { allExcept: ids };
}

/** The same rows by their own ids, whatever is shown later. `shown` are the ids of all rows that the view shows now. */
export function pinnedTo({ mode, ids }: Chosen, shown: IdSet): Chosen {
  if (mode === 'only') return only(ids);
  const all = withIds(shown, ids);
  const shift = (ids.first - all.first) / 8;
  const bits = all.bits.slice();
  for (let index = 0; index < ids.bits.length; index += 1) {
    bits[shift + index] = (bits[shift + index] ?? 0) & ~(ids.bits[index] ?? 0);
  }
  return only({ first: all.first, bits });
}
