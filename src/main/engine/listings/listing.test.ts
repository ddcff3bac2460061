import { expect, test, vi } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import { eachId, hasId, idSetOf, idSetSize, NO_IDS } from '../../../shared/model/id-set.ts';
import { DEFAULT_ARRANGEMENT, MAX_PINS, MAX_ROWS, type Selection } from '../../../shared/model/listing.ts';
import type { Listing } from './listing.ts';
import { pick, selectedIds, summarize } from './select.ts';
import { finish } from './slices.ts';
import { GatedStore, type ListingOptions, listingOf, pageOf } from './testing.ts';

/** A listing of `home/` whose pages are answered one by one, each by hand. */
function setup(options: ListingOptions = {}) {
  const store = new GatedStore();
  return { ...listingOf(store.port, options), next: () => store.next(), store };
}

const find = (listing: Listing, prefix: string, from: number) => finish(listing.find(prefix, from));
const summaryOf = (listing: Listing, selection: Selection) => finish(summarize(listing, selection));
const idsOf = (listing: Listing, selection: Selection) => [...eachId(selectedIds(listing, selection))];

test('shows the first page at once, before the second has come', async () => {
  const { next, events, shown, phase, listing } = setup();
  (await next()).answer(pageOf(['home/b', 'home/'], ['home//', 'home/z/'], 'more'));
  await vi.waitFor(() => expect(events).toHaveLength(1), { interval: 1 });
  expect(events[0]).toMatchObject({ phase: 'loading', count: 3, shown: 3, folders: 2, bytes: 6 });
  expect(shown()).toEqual(['', 'z', 'b']);
  const second = await next();
  expect(second.request).toMatchObject({ token: 'more', prefix: 'home/', delimiter: '/' });
  second.answer(pageOf(['home/a10', 'home/a9'], ['home/z/']));
  await phase('complete');
  expect(shown()).toEqual(['', 'z', 'a9', 'a10', 'b']);
  expect(events.at(-1)).toEqual(listing.status());
});

test('a denied listing fails with its failure; what was found stays', async () => {
  const { listing, next, phase, shown } = setup();
  (await next()).answer(pageOf(['home/a'], [], 'more'));
  (await next()).fail(new PailError('access-denied'));
  await phase('failed');
  expect(listing.status()).toMatchObject({ count: 1, failure: { code: 'access-denied' } });
  expect(shown()).toEqual(['a']);
});

test('a key from outside of the folder is refused', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(pageOf(['secret/a']));
  await phase('failed');
  expect(listing.status().failure?.code).toBe('storage-refused');
});

test.each(['home/', 'home/a', 'secret/a/'])('a folder %s that is none in the listed one is refused', async (folder) => {
  const { listing, next, phase } = setup();
  (await next()).answer(pageOf(['home/x'], [folder]));
  await phase('failed');
  expect(listing.status().failure?.code).toBe('storage-refused');
});

test('a refresh keeps rows until it is complete, and ids for good', async () => {
  const { listing, next, phase, shown } = setup();
  (await next()).answer(pageOf(['home/a', 'home/b']));
  await phase('complete');
  const [, b] = listing.rows(0, 2).ids;
  expect(listing.refresh().phase).toBe('loading');
  (await next()).answer(pageOf(['home/b', 'home/c'], [], 'more'));
  const second = await next();
  expect(shown()).toEqual(['a', 'b']);
  listing.arrange({ ...DEFAULT_ARRANGEMENT, descending: true });
  second.answer(pageOf(['home/d']));
  await phase('complete');
  expect(shown()).toEqual(['d', 'c', 'b']);
  expect(listing.rows(2, 1).ids).toEqual([b]);
  expect(idsOf(listing, { ids: idSetOf([0, b as number, 99]) })).toEqual([b]);
});

test('a refresh that fails keeps the old rows', async () => {
  const { listing, next, phase, shown } = setup();
  (await next()).answer(pageOf(['home/a']));
  await phase('complete');
  listing.refresh();
  (await next()).fail(new PailError('connection-failed'));
  await phase('failed');
  expect(shown()).toEqual(['a']);
});

test('stop leaves what was found as partial, and aborts the request', async () => {
  const { listing, next, shown } = setup();
  (await next()).answer(pageOf(['home/a'], [], 'more'));
  const second = await next();
  expect(listing.stop().phase).toBe('partial');
  expect(second.request.signal.aborted).toBe(true);
  second.answer(pageOf(['home/b']));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(listing.status().phase).toBe('partial');
  expect(shown()).toEqual(['a']);
});

test('rows, ranges and type-ahead keep to their bounds', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(pageOf(Array.from({ length: 500 }, (_, row) => `home/f${row}`)));
  await phase('complete');
  expect(listing.rows(-5, 1e9).ids).toHaveLength(MAX_ROWS);
  expect(listing.rows(450, 200).ids).toHaveLength(50);
  expect(listing.rows(1000, 10).ids).toEqual([]);
  expect([...eachId(listing.range(3, 1))]).toEqual([1, 2, 3]);
  expect([...eachId(listing.range(498, 1e9))]).toEqual([498, 499]);
  expect(find(listing, 'F49', 50)).toBe(490);
  expect(find(listing, 'f49', 491)).toBe(491);
  expect(find(listing, 'f48', 490)).toBe(48);
  expect(find(listing, 'nothing', 0)).toBe(-1);
});

test('select all means what the filter shows', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(pageOf(['home/a.txt', 'home/b.txt', 'home/c.png'], ['home/txt/']));
  await phase('complete');
  listing.arrange({ ...DEFAULT_ARRANGEMENT, filter: 'TXT' });
  const first = find(listing, 'a', 0);
  const except = listing.range(first, first);
  const picked = pick(listing, { allExcept: except });
  expect(picked).toMatchObject({ folders: ['txt'], firstName: 'txt' });
  expect(picked.objects).toHaveLength(1);
  expect([...picked.objects]).toMatchObject([{ name: 'b.txt', size: 10 }]);
  expect(summaryOf(listing, { allExcept: NO_IDS })).toMatchObject({
    objects: 2,
    folders: 1,
    bytes: 20,
    firstName: 'txt',
  });
  expect(() => pick(listing, { ids: NO_IDS })).toThrow(PailError);
});

test('a pin means the rows that were counted, whatever comes or is shown since', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(pageOf(['home/a.txt', 'home/b.txt', 'home/c.png'], [], 'more'));
  const second = await next();
  listing.arrange({ ...DEFAULT_ARRANGEMENT, filter: 'txt' });
  const { pinned, ...counted } = summaryOf(listing, { allExcept: NO_IDS });
  expect(counted).toMatchObject({ objects: 2, folders: 0 });
  second.answer(pageOf(['home/d.txt'], ['home/txt/']));
  await phase('complete');
  listing.arrange({ ...DEFAULT_ARRANGEMENT, descending: true });
  const names = () => Array.from(pick(listing, { pinned }).objects, (object) => object.name);
  expect(names()).toEqual(['a.txt', 'b.txt']);
  expect(summaryOf(listing, { pinned }).pinned).toBe(pinned);
  listing.refresh();
  (await next()).answer(pageOf(['home/b.txt', 'home/e.txt']));
  await phase('complete');
  expect(names()).toEqual(['b.txt']);
  expect(() => pick(listing, { pinned: 'other' })).toThrow(
    expect.objectContaining({ message: expect.stringMatching('selection') }),
  );
});

test('a view remembers the pins that were used last', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(pageOf(Array.from({ length: 20 }, (_, row) => `home/${row}`)));
  await phase('complete');
  const first = summaryOf(listing, { ids: idSetOf([0]) }).pinned;
  const second = summaryOf(listing, { ids: idSetOf([1]) }).pinned;
  for (let id = 2; id < MAX_PINS; id += 1) summaryOf(listing, { ids: idSetOf([id]) });
  expect(idsOf(listing, { pinned: first })).toEqual([0]);
  // The same count again is no new pin.
  for (let time = 0; time < 20; time += 1) summaryOf(listing, { ids: idSetOf([10]) });
  expect(idsOf(listing, { pinned: first })).toEqual([0]);
  expect(() => selectedIds(listing, { pinned: second })).toThrow(PailError);
});

test('a long list is arranged in slices, and what arrives meanwhile finds its place', async () => {
  const { listing, next, phase } = setup();
  const many = (from: number) =>
    Array.from({ length: 6000 }, (_, row) => `home/${String(from + row).padStart(6, '0')}`);
  (await next()).answer(pageOf(many(0), [], 'more'));
  const second = await next();
  await vi.waitFor(() => expect(listing.status().shown).toBe(6000), { interval: 1 });
  const before = listing.status().version;
  listing.arrange({ ...DEFAULT_ARRANGEMENT, descending: true });
  expect(listing.rows(0, 1).names).toEqual(['000000']);
  second.answer(pageOf(many(6000)));
  await phase('complete');
  await vi.waitFor(() => expect(listing.rows(0, 1).names).toEqual(['011999']), { interval: 1 });
  expect(listing.status()).toMatchObject({ shown: 12_000, count: 12_000 });
  expect(listing.status().version).toBeGreaterThan(before);
});

test('a tree shows objects by their paths, and what only marks a folder not', async () => {
  const { listing, next, phase, shown } = setup({ scope: 'tree' });
  const first = await next();
  expect(first.request.delimiter).toBeNull();
  const keys = ['home/', 'home/a/', 'home/a/b.txt', 'home/c//', 'home/d/e/f'];
  first.answer({ ...pageOf(keys), sizes: Float64Array.of(0, 0, 5, 7, 0) });
  await phase('complete');
  expect(listing.status()).toMatchObject({ scope: 'tree', count: 3, folders: 0, bytes: 12 });
  expect(shown()).toEqual(['a/b.txt', 'c//', 'd/e/f']);
});

test('a refresh is stale until it is complete', async () => {
  const { listing, next, phase } = setup();
  expect(listing.status().stale).toBe(false);
  (await next()).answer(pageOf(['home/a']));
  await phase('complete');
  expect(listing.refresh().stale).toBe(true);
  (await next()).answer(pageOf(['home/a'], [], 'more'));
  const second = await next();
  expect(listing.status().stale).toBe(true);
  second.answer(pageOf(['home/b']));
  await phase('complete');
  expect(listing.status()).toMatchObject({ stale: false, count: 2 });
});

test('selections of any size survive growth, other orders, filters and a refresh', async () => {
  const { listing, next, phase } = setup();
  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, row) => `home/${String(from + row).padStart(6, '0')}`);
  (await next()).answer(pageOf(names(0, 3000), [], 'more'));
  const second = await next();
  await vi.waitFor(() => expect(listing.status().shown).toBe(3000), { interval: 1 });
  const range = listing.range(1000, 1999);
  const except = { allExcept: listing.range(0, 9) };
  expect(idSetSize(selectedIds(listing, except))).toBe(2990);
  second.answer(pageOf(names(3000, 9000)));
  await phase('complete');
  expect(listing.status().shown).toBe(9000);
  expect(summaryOf(listing, { ids: range })).toMatchObject({ objects: 1000, firstName: '001000' });
  expect(summaryOf(listing, except)).toMatchObject({ objects: 8990, firstName: '000010' });
  listing.arrange({ sortBy: 'name', descending: true, filter: '5' });
  await vi.waitFor(() => expect(listing.rows(0, 1).names).toEqual(['008995']), { interval: 1 });
  expect(summaryOf(listing, { ids: range })).toMatchObject({ objects: 1000, firstName: '001995' });
  const shownNow = listing.status().shown;
  expect(summaryOf(listing, except).objects).toBe(shownNow - 1);
  listing.refresh();
  (await next()).answer(pageOf(names(1500, 9500)));
  await phase('complete');
  const kept = selectedIds(listing, { ids: range });
  expect([...eachId(kept)].map((id) => listing.columns.name(id))).toEqual(
    names(1500, 2000).map((key) => key.slice('home/'.length)),
  );
  expect(hasId(kept, 1000)).toBe(false);
});

test('a prefix of 50,000: the first thousand can be read before the second page is answered, one request a page', async () => {
  const { listing, events, next, phase, store } = setup();
  const names = Array.from({ length: 50_000 }, (_, row) => `home/${String(row).padStart(6, '0')}`);
  const pageAt = (at: number) => pageOf(names.slice(at, at + 1000), [], at + 1000 < names.length ? String(at) : null);
  (await next()).answer(pageAt(0));
  const second = await next();
  expect(events.at(-1)).toMatchObject({ viewId: 'view-1', phase: 'loading', count: 1000, shown: 1000 });
  const read = Array.from({ length: 5 }, (_, part) => listing.rows(part * MAX_ROWS, MAX_ROWS).names).flat();
  expect(read).toEqual(names.slice(0, 1000).map((key) => key.slice('home/'.length)));
  second.answer(pageAt(1000));
  for (let at = 2000; at < names.length; at += 1000) (await next()).answer(pageAt(at));
  await phase('complete');
  expect(listing.status()).toMatchObject({ count: 50_000, shown: 50_000 });
  listing.rows(40_000, MAX_ROWS);
  summaryOf(listing, { allExcept: NO_IDS });
  expect(store.requests).toHaveLength(50);
});

test('stopping and closing while a page is on its way leaves nothing asked for', async () => {
  const stopped = setup();
  (await stopped.next()).answer(pageOf(['home/a'], [], '2'));
  await stopped.next();
  stopped.listing.stop();
  const closed = setup();
  (await closed.next()).answer(pageOf(['home/a'], [], '2'));
  await closed.next();
  closed.listing.close();
  await new Promise((resolve) => setImmediate(resolve));
  for (const { store } of [stopped, closed]) {
    expect(store.requests).toHaveLength(2);
    expect(store.requests.at(-1)?.signal.aborted).toBe(true);
  }
});
