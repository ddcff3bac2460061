/** Listings of a million entries, made of pages of bytes: counts and orders, no clock. */
import { expect, test, vi } from 'vitest';
import { eachId, idSetSize, NO_IDS } from '../../../shared/model/id-set.ts';
import { type Arrangement, DEFAULT_ARRANGEMENT } from '../../../shared/model/listing.ts';
import type { ListPage } from '../s3/port.ts';
import type { Listing } from './listing.ts';
import { selectedIds, summarize } from './select.ts';
import { finish, finishWithPauses } from './slices.ts';
import { listingOf, pagedStore } from './testing.ts';

const ROWS = 1_000_000;
const PER_PAGE = 1000;
const NAME = Buffer.from('home/object-0000000.bin');
const DIGITS_END = NAME.indexOf('.');

/** No two rows in a row are neighbours in size. */
const sizeOf = (row: number): number => (row * 7919) % ROWS;

function pageAt(first: number): ListPage {
  const bytes = Buffer.alloc(PER_PAGE * NAME.length);
  for (let row = 0; row < PER_PAGE; row += 1) {
    NAME.copy(bytes, row * NAME.length);
    const number = String(first + row);
    bytes.write(number, row * NAME.length + DIGITS_END - number.length);
  }
  return {
    keys: { count: PER_PAGE, bytes, ends: Uint32Array.from({ length: PER_PAGE }, (_, row) => (row + 1) * NAME.length) },
    prefixes: { count: 0, bytes: new Uint8Array(0), ends: new Uint32Array(0) },
    sizes: Float64Array.from({ length: PER_PAGE }, (_, row) => sizeOf(first + row)),
    modified: Float64Array.from({ length: PER_PAGE }, (_, row) => 1.7e12 + sizeOf(first + row) * 60_000),
    archived: [],
    nextToken: null,
  };
}

const nameOf = (row: number): string => `object-${String(row).padStart(7, '0')}.bin`;

async function arranged(listing: Listing, change: Partial<Arrangement>): Promise<void> {
  const before = listing.order;
  listing.arrange({ ...DEFAULT_ARRANGEMENT, ...change });
  // No matcher: it would print a million numbers.
  const isDone = (): void => {
    if (listing.order === before) throw new Error('not arranged yet');
  };
  await vi.waitFor(isDone, { interval: 5, timeout: 60_000 });
}

test('a million entries: listed, sorted, filtered, selected, refreshed', { timeout: 120_000 }, async () => {
  const pages = Array.from({ length: ROWS / PER_PAGE }, (_, page) => pageAt(page * PER_PAGE));
  const { port, requests } = pagedStore(pages);
  const { listing, events } = listingOf(port);
  const complete = () =>
    vi.waitFor(() => expect(listing.status().phase).toBe('complete'), { interval: 20, timeout: 100_000 });
  await complete();
  expect(requests).toHaveLength(pages.length);
  expect(events[0]).toMatchObject({ phase: 'loading', count: PER_PAGE, shown: PER_PAGE });
  expect(listing.status()).toMatchObject({ count: ROWS, shown: ROWS, folders: 0 });
  expect(listing.memory / ROWS).toBeLessThan(60);
  expect(listing.rows(ROWS - 2, 10).names).toEqual([nameOf(ROWS - 2), nameOf(ROWS - 1)]);
  const middle = listing.range(400_000, 599_999);
  expect(idSetSize(middle)).toBe(200_000);

  await arranged(listing, { sortBy: 'size', descending: true });
  const { sizes, ids } = listing.rows(0, 3);
  expect(sizes).toEqual([ROWS - 1, ROWS - 2, ROWS - 3]);
  await arranged(listing, { sortBy: 'modified' });
  expect(listing.rows(ROWS - 1, 1).ids).toEqual([ids[0]]);
  await arranged(listing, { sortBy: 'kind', descending: true });
  expect(listing.rows(0, 2).names).toEqual([nameOf(0), nameOf(1)]);
  await arranged(listing, { filter: 'CT-12345' });
  expect(listing.status().shown).toBe(0);
  await arranged(listing, { filter: '012345' });
  expect(listing.rows(0, 200).names).toEqual(
    [12_345, ...Array.from({ length: 10 }, (_, n) => 123_450 + n)].map(nameOf),
  );
  await arranged(listing, { sortBy: 'name', descending: true });
  expect(listing.rows(0, 1).names).toEqual([nameOf(ROWS - 1)]);

  expect(await finishWithPauses(summarize(listing, { ids: middle }))).toMatchObject({
    objects: 200_000,
    firstName: nameOf(599_999),
  });
  expect(finish(summarize(listing, { allExcept: middle })).objects).toBe(800_000);
  expect(await finishWithPauses(listing.find('OBJECT-0888888', 5))).toBe(ROWS - 1 - 888_888);

  pages.splice(500, 1);
  listing.refresh();
  await complete();
  expect(requests).toHaveLength(pages.length * 2 + 1);
  expect(listing.status()).toMatchObject({ count: ROWS - PER_PAGE, shown: ROWS - PER_PAGE, stale: false });
  const kept = selectedIds(listing, { ids: middle });
  expect(idSetSize(kept)).toBe(199_000);
  let wrong = 0;
  for (const id of eachId(kept)) if (listing.columns.name(id) !== nameOf(id)) wrong += 1;
  expect(wrong).toBe(0);
  expect(finish(summarize(listing, { allExcept: NO_IDS })).objects).toBe(ROWS - PER_PAGE);
  listing.close();
});
