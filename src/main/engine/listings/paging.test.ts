import { expect, test } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import type { ListPage } from '../s3/port.ts';
import { pagesOf } from './paging.ts';
import { GatedStore, pageOf } from './testing.ts';

const wanted = (signal: AbortSignal) => ({ bucket: 'b', prefix: 'home/', delimiter: '/' as const, signal });

function start(controller = new AbortController()) {
  const store = new GatedStore();
  return { store, controller, pages: pagesOf(store.port, wanted(controller.signal)) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('asks for the next page as soon as it is known, and for no page beyond', async () => {
  const { store, pages } = start();
  const first = pages.next();
  const one = await store.next();
  expect(one.request).toMatchObject({ token: null, prefix: 'home/', delimiter: '/' });
  one.request.onNextToken?.('2');
  const two = await store.next();
  expect(two.request.token).toBe('2');
  two.request.onNextToken?.('3');
  two.answer(pageOf(['home/b'], [], '3'));
  await turn();
  expect(store.requests).toHaveLength(2);
  one.answer(pageOf(['home/a'], [], '2'));
  expect((await first).value?.keys.count).toBe(1);
  await turn();
  expect(store.requests).toHaveLength(2);
  await pages.next();
  expect((await store.next()).request.token).toBe('3');
  expect(store.requests).toHaveLength(3);
});

test('a store that tells the next page only at the end is asked while the page is worked on', async () => {
  const { store, pages } = start();
  const first = pages.next();
  (await store.next()).answer(pageOf(['home/a'], [], '2'));
  await first;
  const two = await store.next();
  two.answer(pageOf(['home/b']));
  expect((await pages.next()).value?.nextToken).toBeNull();
  expect(await pages.next()).toEqual({ done: true, value: undefined });
  expect(store.requests).toHaveLength(2);
});

test('whoever stops to read takes back what was asked for ahead', async () => {
  const { store, pages } = start();
  const first = pages.next();
  (await store.next()).answer(pageOf(['home/a'], [], '2'));
  await first;
  const two = await store.next();
  expect(two.request.signal.aborted).toBe(false);
  await pages.return(undefined);
  expect(two.request.signal.aborted).toBe(true);
});

test('an abort ends it, with its reason, also what was asked for ahead', async () => {
  const { store, controller, pages } = start();
  const first = pages.next();
  const one = await store.next();
  one.request.onNextToken?.('2');
  const two = await store.next();
  const reason = new PailError('not-found');
  controller.abort(reason);
  await expect(first).rejects.toBe(reason);
  expect([one.request.signal.aborted, two.request.signal.aborted]).toEqual([true, true]);
  await expect(pagesOf(store.port, wanted(controller.signal)).next()).rejects.toBe(reason);
});

test('a page ahead that fails is told when it is its turn, and not before', async () => {
  const { store, pages } = start();
  const first = pages.next();
  const one = await store.next();
  one.request.onNextToken?.('2');
  (await store.next()).fail(new PailError('access-denied'));
  await turn();
  one.answer(pageOf(['home/a'], [], '2'));
  expect((await first).done).toBe(false);
  await expect(pages.next()).rejects.toMatchObject({ failure: { code: 'access-denied' } });
});

test('a store that says two things about where to go on is believed at the end of the page', async () => {
  const { store, pages } = start();
  const first = pages.next();
  const one = await store.next();
  one.request.onNextToken?.('wrong');
  const wrong = await store.next();
  wrong.answer(pageOf(['home/wrong']));
  one.answer(pageOf(['home/a'], [], '2'));
  await first;
  const second = pages.next();
  const two = await store.next();
  expect(two.request.token).toBe('2');
  wrong.request.onNextToken?.('more that is wrong');
  two.answer(pageOf(['home/b', 'home/c']));
  expect(((await second).value as ListPage).keys.count).toBe(2);
  expect(store.requests).toHaveLength(3);
});

test('a store that sends us in a circle is refused', async () => {
  const { store, pages } = start();
  const first = pages.next();
  (await store.next()).answer(pageOf(['home/a'], [], '2'));
  await first;
  const second = pages.next();
  const two = await store.next();
  two.request.onNextToken?.('2');
  two.answer(pageOf(['home/b'], [], '2'));
  await expect(second).rejects.toMatchObject({
    failure: { code: 'storage-refused', detail: { reason: 'its listing goes in a circle' } },
  });
  expect(store.requests).toHaveLength(2);
});
