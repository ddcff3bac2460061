import { expect, test, vi } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import { DEFAULT_ARRANGEMENT, type ListingStatus, MAX_PINS, MAX_ROWS } from '../../../shared/model/listing.ts';
import type { ListPage, ListRequest, S3Port } from '../s3/port.ts';
import { Listing } from './listing.ts';
import { pick, selectedIds, summarize } from './select.ts';
import { walk } from './walk.ts';

type Answer = (request: ListRequest) => Promise<ListPage>;

const page = (keys: string[], prefixes: string[] = [], nextToken: string | null = null): ListPage => ({
  keys,
  prefixes,
  sizes: keys.map((key) => key.length),
  modified: keys.map(() => 1),
  nextToken,
});

/** A listing of `home/` whose pages are answered one by one, each by hand. */
function setup() {
  const waiting: Array<{ request: ListRequest; answer(page: ListPage): void; fail(error: Error): void }> = [];
  const listPage: Answer = (request) =>
    new Promise((resolve, reject) => waiting.push({ request, answer: resolve, fail: reject }));
  const port = { listPage } as Partial<S3Port> as S3Port;
  const events: ListingStatus[] = [];
  const source = { locationId: 'l', folder: '', bucket: 'b', prefix: 'home/', port: async () => port };
  const listing = new Listing('view-1', source, DEFAULT_ARRANGEMENT, (status) => events.push(status));
  const next = async () => {
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0), { interval: 1 });
    return waiting.shift() as NonNullable<(typeof waiting)[number]>;
  };
  const phase = (wanted: ListingStatus['phase']) =>
    vi.waitFor(() => expect(listing.status().phase).toBe(wanted), { interval: 1 });
  const shown = () => listing.rows(0, MAX_ROWS).names;
  return { listing, events, next, phase, shown };
}

test('shows the first page at once, before the second has come', async () => {
  const { next, events, shown, phase, listing } = setup();
  (await next()).answer(page(['home/b', 'home/'], ['home//', 'home/z/'], 'more'));
  await vi.waitFor(() => expect(events).toHaveLength(1), { interval: 1 });
  expect(events[0]).toMatchObject({ phase: 'loading', count: 3, shown: 3, folders: 2, bytes: 6 });
  expect(shown()).toEqual(['', 'z', 'b']);
  const second = await next();
  expect(second.request).toMatchObject({ token: 'more', prefix: 'home/', delimiter: '/' });
  second.answer(page(['home/a10', 'home/a9'], ['home/z/']));
  await phase('complete');
  expect(shown()).toEqual(['', 'z', 'a9', 'a10', 'b']);
  expect(events.at(-1)).toEqual(listing.status());
});

test('a denied listing fails with its failure; what was found stays', async () => {
  const { listing, next, phase, shown } = setup();
  (await next()).answer(page(['home/a'], [], 'more'));
  (await next()).fail(new PailError('access-denied'));
  await phase('failed');
  expect(listing.status()).toMatchObject({ count: 1, failure: { code: 'access-denied' } });
  expect(shown()).toEqual(['a']);
});

test('a key from outside of the folder is refused', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(page(['secret/a']));
  await phase('failed');
  expect(listing.status().failure?.code).toBe('storage-refused');
});

test('a refresh keeps rows until it is complete, and ids for good', async () => {
  const { listing, next, phase, shown } = setup();
  (await next()).answer(page(['home/a', 'home/b']));
  await phase('complete');
  const [, b] = listing.rows(0, 2).ids;
  expect(listing.refresh().phase).toBe('loading');
  (await next()).answer(page(['home/b', 'home/c'], [], 'more'));
  const second = await next();
  expect(shown()).toEqual(['a', 'b']);
  listing.arrange({ ...DEFAULT_ARRANGEMENT, descending: true });
  second.answer(page(['home/d']));
  await phase('complete');
  expect(shown()).toEqual(['d', 'c', 'b']);
  expect(listing.rows(2, 1).ids).toEqual([b]);
  expect(selectedIds(listing, { ids: [0, b as number, 99, -1] })).toEqual([b]);
});

test('a refresh that fails keeps the old rows', async () => {
  const { listing, next, phase, shown } = setup();
  (await next()).answer(page(['home/a']));
  await phase('complete');
  listing.refresh();
  (await next()).fail(new PailError('connection-failed'));
  await phase('failed');
  expect(shown()).toEqual(['a']);
});

test('stop leaves what was found as partial, and aborts the request', async () => {
  const { listing, next, shown } = setup();
  (await next()).answer(page(['home/a'], [], 'more'));
  const second = await next();
  expect(listing.stop().phase).toBe('partial');
  expect(second.request.signal.aborted).toBe(true);
  second.answer(page(['home/b']));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(listing.status().phase).toBe('partial');
  expect(shown()).toEqual(['a']);
});

test('rows, ranges and type-ahead keep to their bounds', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(page(Array.from({ length: 500 }, (_, row) => `home/f${row}`)));
  await phase('complete');
  expect(listing.rows(-5, 1e9).ids).toHaveLength(MAX_ROWS);
  expect(listing.rows(450, 200).ids).toHaveLength(50);
  expect(listing.rows(1000, 10).ids).toEqual([]);
  expect(listing.range(3, 1)).toEqual([1, 2, 3]);
  expect(listing.range(498, 1e9)).toEqual([498, 499]);
  expect(listing.find('F49', 50)).toBe(490);
  expect(listing.find('f49', 491)).toBe(491);
  expect(listing.find('f48', 490)).toBe(48);
  expect(listing.find('nothing', 0)).toBe(-1);
});

test('select all means what the filter shows', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(page(['home/a.txt', 'home/b.txt', 'home/c.png'], ['home/txt/']));
  await phase('complete');
  listing.arrange({ ...DEFAULT_ARRANGEMENT, filter: 'TXT' });
  const first = listing.find('a', 0);
  const except = listing.range(first, first);
  expect(pick(listing, { allExcept: except })).toEqual({
    folders: ['txt'],
    objects: [{ name: 'b.txt', size: 10 }],
    firstName: 'txt',
  });
  expect(summarize(listing, { allExcept: [] })).toMatchObject({ objects: 2, folders: 1, bytes: 20, firstName: 'txt' });
  expect(() => pick(listing, { ids: [] })).toThrow(PailError);
});

test('a pin means the rows that were counted, whatever comes or is shown since', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(page(['home/a.txt', 'home/b.txt', 'home/c.png'], [], 'more'));
  const second = await next();
  listing.arrange({ ...DEFAULT_ARRANGEMENT, filter: 'txt' });
  const { pinned, ...counted } = summarize(listing, { allExcept: [] });
  expect(counted).toMatchObject({ objects: 2, folders: 0 });
  second.answer(page(['home/d.txt'], ['home/txt/']));
  await phase('complete');
  listing.arrange({ ...DEFAULT_ARRANGEMENT, descending: true });
  const names = () => pick(listing, { pinned }).objects.map((object) => object.name);
  expect(names()).toEqual(['a.txt', 'b.txt']);
  expect(summarize(listing, { pinned }).pinned).toBe(pinned);
  listing.refresh();
  (await next()).answer(page(['home/b.txt', 'home/e.txt']));
  await phase('complete');
  expect(names()).toEqual(['b.txt']);
  expect(() => pick(listing, { pinned: 'other' })).toThrow(
    expect.objectContaining({ message: expect.stringMatching('selection') }),
  );
});

test('a view remembers the pins that were used last', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(page(Array.from({ length: 20 }, (_, row) => `home/${row}`)));
  await phase('complete');
  const first = summarize(listing, { ids: [0] }).pinned;
  const second = summarize(listing, { ids: [1] }).pinned;
  for (let id = 2; id < MAX_PINS; id += 1) summarize(listing, { ids: [id] });
  expect(selectedIds(listing, { pinned: first })).toEqual([0]);
  // The same count again is no new pin.
  for (let time = 0; time < 20; time += 1) summarize(listing, { ids: [10] });
  expect(selectedIds(listing, { pinned: first })).toEqual([0]);
  expect(() => selectedIds(listing, { pinned: second })).toThrow(PailError);
});

test('a store that sends us in a circle is refused', async () => {
  const { listing, next, phase } = setup();
  (await next()).answer(page(['home/a'], [], 'more'));
  (await next()).answer(page(['home/b'], [], 'more'));
  await phase('failed');
  expect(listing.status().failure).toMatchObject({
    code: 'storage-refused',
    detail: { reason: 'its listing goes in a circle' },
  });
  const listPage = vi.fn(async () => page(['home/a'], [], 'more'));
  const walked = async () => {
    const port = { listPage } as Partial<S3Port> as S3Port;
    for await (const one of walk(port, 'b', 'home/', new AbortController().signal)) expect(one.keys).toHaveLength(1);
  };
  await expect(walked()).rejects.toMatchObject({ failure: { code: 'storage-refused' } });
  expect(listPage).toHaveBeenCalledTimes(2);
});

test('a long list is arranged in slices, and what arrives meanwhile finds its place', async () => {
  const { listing, next, phase } = setup();
  const many = (from: number) =>
    Array.from({ length: 6000 }, (_, row) => `home/${String(from + row).padStart(6, '0')}`);
  (await next()).answer(page(many(0), [], 'more'));
  const second = await next();
  const before = listing.status().version;
  listing.arrange({ ...DEFAULT_ARRANGEMENT, descending: true });
  expect(listing.rows(0, 1).names).toEqual(['000000']);
  second.answer(page(many(6000)));
  await phase('complete');
  await vi.waitFor(() => expect(listing.rows(0, 1).names).toEqual(['011999']), { interval: 1 });
  expect(listing.status()).toMatchObject({ shown: 12_000, count: 12_000 });
  expect(listing.status().version).toBeGreaterThan(before);
});
