import { expect, test, vi } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import { NO_IDS } from '../../../shared/model/id-set.ts';
import { DEFAULT_ARRANGEMENT, type ListingStatus, type MeasureProgress } from '../../../shared/model/listing.ts';
import type { LocationGrant } from '../protocol.ts';
import { RecentListings } from './recent.ts';
import { GatedStore, pageOf } from './testing.ts';
import { Views } from './views.ts';

const GRANT: LocationGrant = {
  id: 'l',
  accountId: 'ana',
  label: 'L',
  bucket: 'b',
  prefix: '',
  actions: ['list'],
  storage: { region: 'us-east-1', pathStyle: true },
  credentialsId: 'c',
};

function setup(recent?: RecentListings) {
  const store = new GatedStore();
  const progress: MeasureProgress[] = [];
  const views = new Views({ changed: () => undefined, measured: (found) => progress.push(found) }, recent);
  const open = (folder = '', scope: 'folder' | 'tree' = 'folder', grant = GRANT): ListingStatus =>
    views.open(grant, folder, DEFAULT_ARRANGEMENT, scope, async () => store.port);
  const phase = (viewId: string, wanted: ListingStatus['phase']) =>
    vi.waitFor(() => expect(views.listing(viewId).status().phase).toBe(wanted), { interval: 1 });
  /** Opens a view and lists it to its end. */
  const listed = async (folder: string, keys: readonly string[], folders: readonly string[] = []): Promise<string> => {
    const { viewId } = open(folder);
    (await store.next()).answer(pageOf(keys, folders));
    await phase(viewId, 'complete');
    return viewId;
  };
  const names = (viewId: string) => [...views.listing(viewId).rows(0, 200).names];
  return { store, views, open, phase, listed, names, progress };
}

test('no two engine lives give a view the same id', () => {
  const [before, after] = [setup(), setup()];
  const { viewId } = before.open();
  after.open();
  expect(() => after.views.listing(viewId)).toThrow(PailError);
});

test('going back shows what was there at once, with its ids, and checks it', async () => {
  const { store, views, open, phase, listed, names } = setup();
  const first = await listed('x/', ['x/a', 'x/b', 'x/c']);
  const b = views.listing(first).range(1, 1);
  views.close(first);
  const status = open('x/');
  expect(status).toMatchObject({ phase: 'loading', stale: true, count: 3, shown: 3, scope: 'folder' });
  expect(names(status.viewId)).toEqual(['a', 'b', 'c']);
  const check = await store.next();
  expect(check.request.token).toBeNull();
  check.answer(pageOf(['x/0', 'x/b']));
  await phase(status.viewId, 'complete');
  expect(views.listing(status.viewId).status()).toMatchObject({ stale: false, count: 2 });
  expect(names(status.viewId)).toEqual(['0', 'b']);
  expect(views.listing(status.viewId).range(1, 1)).toEqual(b);
});

test('a check that fails leaves the rows, stale; they are not remembered again', async () => {
  const { store, views, open, phase, listed, names } = setup();
  views.close(await listed('x/', ['x/a']));
  const { viewId } = open('x/');
  (await store.next()).fail(new PailError('access-denied'));
  await phase(viewId, 'failed');
  expect(views.listing(viewId).status()).toMatchObject({ stale: true, count: 1, failure: { code: 'access-denied' } });
  expect(names(viewId)).toEqual(['a']);
  views.close(viewId);
  expect(open('x/')).toMatchObject({ stale: false, count: 0 });
});

test('a view that was closed or stopped while it was checked is remembered as it was', async () => {
  const { views, open, listed, names } = setup();
  views.close(await listed('x/', ['x/a']));
  views.close(open('x/').viewId);
  const again = open('x/');
  expect(names(again.viewId)).toEqual(['a']);
  views.listing(again.viewId).stop();
  expect(views.listing(again.viewId).status()).toMatchObject({ phase: 'partial', stale: true });
  views.close(again.viewId);
  expect(names(open('x/').viewId)).toEqual(['a']);
});

test('a remembered listing is for the same place, folder and scope only, and for complete ones', async () => {
  const { store, views, open, listed } = setup();
  views.close(await listed('x/', ['x/a']));
  expect(open('x/', 'tree')).toMatchObject({ stale: false, count: 0 });
  expect(open('x/y/')).toMatchObject({ stale: false, count: 0 });
  expect(open('x/', 'folder', { ...GRANT, id: 'other' })).toMatchObject({ stale: false, count: 0 });
  expect(open('x/')).toMatchObject({ stale: true, count: 1 });
  const { viewId } = open('z/');
  (await store.next('z/')).answer(pageOf(['z/a'], [], 'more'));
  await vi.waitFor(() => expect(views.listing(viewId).status().count).toBe(1), { interval: 1 });
  views.listing(viewId).stop();
  views.close(viewId);
  expect(open('z/')).toMatchObject({ stale: false, count: 0 });
});

test('a long listing that was closed while it was arranged is arranged when it comes back', async () => {
  const { views, open, listed, names, store } = setup();
  const first = await listed(
    'x/',
    Array.from({ length: 6000 }, (_, row) => `x/${String(row).padStart(4, '0')}`),
  );
  views.listing(first).arrange({ ...DEFAULT_ARRANGEMENT, descending: true });
  views.close(first);
  const descending = { ...DEFAULT_ARRANGEMENT, descending: true };
  const again = () => views.open(GRANT, 'x/', descending, 'folder', async () => store.port).viewId;
  const viewId = again();
  await vi.waitFor(() => expect(names(viewId)[0]).toBe('5999'), { interval: 1 });
  expect(views.listing(viewId).status()).toMatchObject({ stale: true, shown: 6000 });
  views.close(viewId);
  const there = again();
  expect(names(there)[0]).toBe('5999');
  views.close(there);
  const { viewId: other } = open('x/');
  await vi.waitFor(() => expect(names(other)[0]).toBe('0000'), { interval: 1 });
});

test('what is remembered goes with its location', async () => {
  const { views, open, listed } = setup();
  views.close(await listed('x/', ['x/a']));
  await listed('y/', ['y/a']);
  views.closeAllOf(new Set(['l']));
  expect(open('x/')).toMatchObject({ stale: false, count: 0 });
  expect(open('y/')).toMatchObject({ stale: false, count: 0 });
});

test('memory is bounded: the listings that were used last stay', async () => {
  const { views, open, listed } = setup(new RecentListings(1e6, 2));
  for (const folder of ['x/', 'y/', 'z/']) views.close(await listed(folder, [`${folder}a`]));
  expect(open('x/').stale).toBe(false);
  expect([open('y/').stale, open('z/').stale]).toEqual([true, true]);
  const small = setup(new RecentListings(100, 16));
  small.views.close(await small.listed('x/', ['x/a']));
  expect(small.open('x/').stale).toBe(false);
});

test('measuring tells how far it is and can be stopped', async () => {
  const { store, views, listed, progress } = setup();
  const viewId = await listed('', ['o'], ['f/', 'g/']);
  const measured = views.measure(viewId, { allExcept: NO_IDS });
  (await store.next()).answer(pageOf(['f/1', 'f/22'], [], 'more'));
  await vi.waitFor(() => expect(progress).toEqual([{ viewId, objects: 3, bytes: 8 }]), { interval: 1 });
  const ahead = await store.next();
  views.stopMeasure(viewId);
  expect(await measured).toEqual({ objects: 3, bytes: 8, complete: false });
  expect(ahead.request.signal.aborted).toBe(true);
  views.stopMeasure(viewId);
});

test('measuring to the end counts folders with their markers, and objects', async () => {
  const { store, views, listed } = setup();
  const viewId = await listed('', ['o'], ['f/', 'g/']);
  const measured = views.measure(viewId, { allExcept: NO_IDS });
  const f = await store.next();
  expect(f.request).toMatchObject({ prefix: 'f/', delimiter: null });
  f.answer(pageOf(['f/', 'f/1']));
  (await store.next()).answer(pageOf(['g/1']));
  expect(await measured).toEqual({ objects: 4, bytes: 9, complete: true });
  expect(store.requests).toHaveLength(3);
});

test('a later measure ends the one before; closing the view ends it as not found', async () => {
  const { store, views, listed } = setup();
  const viewId = await listed('', ['o'], ['f/']);
  const first = views.measure(viewId, { allExcept: NO_IDS });
  await store.next();
  const second = views.measure(viewId, { allExcept: NO_IDS });
  expect(await first).toEqual({ objects: 1, bytes: 1, complete: false });
  await store.next();
  views.close(viewId);
  await expect(second).rejects.toMatchObject({ failure: { code: 'not-found' } });
});
