import { type Compare, sortIds } from './merge-sort.ts';
import type { NameTable } from './name-table.ts';
import type { NaturalOrder } from './natural.ts';
import { radixSort } from './radix-sort.ts';
import type { Work } from './slices.ts';

/** With more kinds than this in a listing the text after the dot is no kind: then rows are compared one by one. */
const MAX_KINDS = 1 << 15;
const STEPS = 1 << 12;

/** What the `kind` column sorts by: the text after the last dot of the last segment, if there is some before the dot. */
export function extension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= name.lastIndexOf('/') + 1 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The ids ordered by kind; those of one kind keep their order, in both directions. */
export function* sortedByKind(
  ids: Uint32Array,
  table: NameTable,
  { compareTexts }: NaturalOrder,
  descending: boolean,
): Work<Uint32Array> {
  /** Of each position the kind, by the number that it was found with. */
  const kinds = new Uint16Array(ids.length);
  const found = new Map<string, number>();
  for (let position = 0; position < ids.length && found.size <= MAX_KINDS; position += 1) {
    const kind = extension(table.name(ids[position] as number));
    const known = found.get(kind);
    kinds[position] = known ?? found.size;
    if (known === undefined) found.set(kind, found.size);
    if (position % STEPS === 0) yield;
  }
  if (found.size > MAX_KINDS) {
    const direction = descending ? -1 : 1;
    const byKind: Compare = (a, b) => compareTexts(extension(table.name(a)), extension(table.name(b))) * direction;
    return yield* sortIds(ids.slice(), byKind);
  }
  const ranks = yield* rankedTexts([...found.keys()], compareTexts);
  const last = Math.max(0, found.size - 1);
  return yield* radixSort(ids, last, (start, end, { low }) => {
    for (let position = start; position < end; position += 1) {
      const rank = ranks[kinds[position] as number] as number;
      low[position] = descending ? last - rank : rank;
    }
  });
}

/** The place of each text in their order; those that count as equal share one. */
function* rankedTexts(texts: readonly string[], compareTexts: Compare2): Work<Uint32Array> {
  const at = (index: number): string => texts[index] as string;
  const sorted = yield* sortIds(Uint32Array.from(texts.keys()), (a, b) => compareTexts(at(a), at(b)));
  const ranks = new Uint32Array(texts.length);
  let rank = 0;
  for (let position = 1; position < sorted.length; position += 1) {
    const index = sorted[position] as number;
    if (compareTexts(at(sorted[position - 1] as number), at(index)) !== 0) rank += 1;
    ranks[index] = rank;
  }
  return ranks;
}

type Compare2 = NaturalOrder['compareTexts'];
