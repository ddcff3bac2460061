import { beforeEach, expect, test, vi } from 'vitest';
import { PailError, toFailure } from '../../../../shared/errors.ts';
import type { S3Port } from '../../s3/port.ts';
import type { StoredPart } from '../../s3/unfinished.ts';
import { MemoryStore, storedObject } from '../../testing/memory-store.ts';
import { contextOf } from '../../testing/transfer-parts.ts';
import { Items } from '../items.ts';
import type { JobContext } from '../job.ts';
import { copyJob } from './copy.ts';

const MEBIBYTE = 1_048_576;

let store: MemoryStore;
let here: S3Port;
beforeEach(() => {
  store = new MemoryStore();
  here = store.port();
});

interface Setup {
  readonly kind?: 'copy' | 'move';
  readonly objects?: readonly string[];
  readonly target?: { readonly store: MemoryStore; readonly port: S3Port; readonly bucket?: string };
  readonly context?: Partial<JobContext>;
  readonly items?: Items;
  readonly port?: S3Port;
  readonly copyLimit?: number;
  readonly from?: string;
  readonly to?: string;
}

/** A job from `from/` to `to/`, and what becomes of its items. */
async function setup(change: Setup = {}) {
  const { kind = 'move', objects = ['a'], target, from = 'from/', to = 'to/' } = change;
  const items = change.items ?? new Items();
  const commit = vi.fn(async () => {
    store.asked.push('commit');
  });
  const context = contextOf(items, { commit, ...change.context });
  const port = change.port ?? here;
  const job = copyJob({
    kind,
    source: { port: async () => port, bucket: 'b', prefix: from },
    target: { port: async () => target?.port ?? port, bucket: target?.bucket ?? 'b', prefix: to },
    isSameBucket: target === undefined,
    folders: [],
    objects: change.items ? null : objects.map((name) => ({ name, size: 1, modified: 0 })),
    renaming: null,
    ended: () => undefined,
    ...(change.copyLimit !== undefined && { copyLimit: change.copyLimit }),
  });
  // What an earlier process had found is among the items.
  if (!change.items) job.seed?.(context);
  await job.review?.(context);
  const run = (index = 0) =>
    job.run([index], context).then(
      () => 'done',
      (error) => toFailure(error).code,
    );
  return { job, items, context, run, commit };
}

const keysOf = ({ state }: MemoryStore): string[] => [...state.objects.keys()];

/** Parts that were asked for, in order. */
const partsOf = (key: string): number[] =>
  store.asked.filter((one) => one.startsWith(`PART ${key} `)).map((one) => Number(one.split(' ').at(-1)));

/** Lets the store refuse the first request of that name. */
function refuse(asked: string, code: 'access-denied' | 'connection-failed' = 'connection-failed'): void {
  store.fault = (one) => {
    if (one !== asked) return;
    store.fault = () => undefined;
    throw new PailError(code);
  };
}

test('a source is deleted after its copy was looked at and remembered, and after it was looked at itself', async () => {
  store.put('from/a', 'x');
  const { run, items } = await setup();
  expect(await run()).toBe('done');
  expect(store.asked).toEqual(['COPY to/a', 'HEAD to/a', 'commit', 'HEAD from/a', 'DELETE from/a']);
  expect(keysOf(store)).toEqual(['to/a']);
  expect(items.allBegun()).toEqual([]);
});

test('a copy that is not what it should be, or cannot be remembered, keeps its source', async () => {
  store.put('from/a', 'x');
  const { run } = await setup();
  store.fault = (asked) => {
    if (asked === 'HEAD to/a') store.put('to/a', 'damaged');
  };
  expect(await run()).toBe('checksum-mismatch');
  expect(store.text('from/a')).toBe('x');

  store.fault = () => undefined;
  store.delete('to/a');
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
  const unwritable = await setup({ context: { commit: () => Promise.reject(full) } });
  expect(await unwritable.run()).toBe('disk-full');
  expect(store.text('from/a')).toBe('x');
  expect(store.asked).not.toContain('DELETE from/a');
});

test('a source that became another one meanwhile stays, and so does the copy', async () => {
  store.put('from/a', 'x');
  const { run, items } = await setup({ context: { commit: async () => store.put('from/a', 'newer') } });
  expect(await run()).toBe('object-changed');
  expect([store.text('from/a'), store.text('to/a')]).toEqual(['newer', 'x']);
  expect(items.allBegun()).toEqual([]);
});

test('a move goes on from wherever it broke off', async () => {
  const points = ['COPY to/a', 'HEAD to/a', 'HEAD from/a', 'DELETE from/a'];
  for (const point of points) {
    store.delete(...keysOf(store));
    store.put('from/a', 'x');
    const first = await setup();
    refuse(point);
    expect(await first.run(), point).toBe('connection-failed');
    store.asked.length = 0;
    const again = await setup({ items: first.items, context: { mayBeDone: () => true } });
    expect(await again.run(), point).toBe('done');
    expect(keysOf(store), point).toEqual(['to/a']);
    expect(store.asked.includes('COPY to/a'), point).toBe(point === 'COPY to/a');
  }
});

test('a copy whose answer was lost is found when the item is tried again', async () => {
  store.put('from/a', 'x');
  const copyObject = vi.fn<S3Port['copyObject']>(async (request) => {
    await here.copyObject(request);
    throw new PailError('connection-failed');
  });
  let wasTried = false;
  const { run } = await setup({ port: { ...here, copyObject }, context: { mayBeDone: () => wasTried } });
  expect(await run()).toBe('connection-failed');
  wasTried = true;
  expect(await run()).toBe('done');
  expect(copyObject).toHaveBeenCalledTimes(1);
  expect(keysOf(store)).toEqual(['to/a']);
});

test('where the source is gone and the copy is right a move is done; where the copy is not, nothing is deleted', async () => {
  store.put('from/a', 'x');
  const first = await setup();
  refuse('DELETE from/a');
  await first.run();
  store.delete('from/a');
  const again = await setup({ items: first.items, context: { mayBeDone: () => true } });
  expect(await again.run()).toBe('done');

  store.delete(...keysOf(store));
  store.put('from/a', 'x');
  const second = await setup();
  refuse('DELETE from/a');
  await second.run();
  store.put('to/a', 'of somebody else');
  const third = await setup({ items: second.items, context: { mayBeDone: () => true } });
  expect(await third.run()).toBe('target-exists');
  expect([store.text('from/a'), store.text('to/a')]).toEqual(['x', 'of somebody else']);
});

test('what is in the way of another key to be copied is not replaced, whatever was chosen', async () => {
  store.put('p/x', 'outer');
  store.put('p/p/x', 'inner');
  const { run, items } = await setup({ objects: ['p/x', 'x'], from: 'p/', to: '' });
  items.usualChoice = 'overwrite';
  expect(await run(0)).toBe('target-exists');
  expect(await run(1)).toBe('done');
  expect([store.text('x'), store.text('p/p/x')]).toEqual(['outer', 'inner']);
});

test('one store by two addresses is no target for a move onto itself', async () => {
  store.put('from/a', 'x');
  const { run, items } = await setup({ to: 'from/', target: { store, port: store.port() } });
  items.usualChoice = 'overwrite';
  expect(await run()).toBe('target-invalid');
  expect(store.text('from/a')).toBe('x');
});

test('between two stores the bytes go through here, and what is damaged does not arrive', async () => {
  const other = new MemoryStore();
  const target = { store: other, port: other.port(), bucket: 'c' };
  store.put('from/small', 'x');
  store.put('from/large', Buffer.alloc(17 * MEBIBYTE, 7));
  const { run } = await setup({ objects: ['small', 'large'], target });
  expect(await run(0)).toBe('done');
  expect(await run(1)).toBe('done');
  expect(keysOf(store)).toEqual([]);
  expect(other.state.objects.get('to/large')?.body.equals(Buffer.alloc(17 * MEBIBYTE, 7))).toBe(true);

  for (const size of [10, 17 * MEBIBYTE]) {
    const told = storedObject(Buffer.alloc(size, 1));
    const objects = new Map(store.state.objects).set('from/bad', { ...told, etag: `"${'0'.repeat(32)}"` });
    store.state = { ...store.state, objects };
    const damaged = await setup({ objects: ['bad'], target });
    expect(await damaged.run()).toBe('checksum-mismatch');
    expect([keysOf(store), keysOf(other)]).toEqual([['from/bad'], ['to/small', 'to/large']]);
  }
  expect(other.asked).toContainEqual(expect.stringMatching(/^ABORT to\/bad-/));
});

test('a large object is copied in parts, which are gone on with after a stop and taken back after a failure', async () => {
  store.put('from/a', 'x', 1100 * MEBIBYTE);
  const port = { ...here, listParts: () => Promise.reject(new PailError('access-denied')) };
  const first = await setup({ kind: 'copy', copyLimit: 1, port });
  refuse('PART to/a 2');
  expect(await first.run()).toBe('connection-failed');
  const again = await setup({ kind: 'copy', items: first.items, copyLimit: 1, port });
  expect(await again.run()).toBe('done');
  // The second was refused once.
  expect(partsOf('to/a')).toEqual([1, 2, 2, 3]);
  const refused = await setup({ kind: 'copy', to: 'third/', copyLimit: 1, port });
  refuse('PART third/a 2', 'access-denied');
  expect(await refused.run()).toBe('access-denied');
  expect(store.asked.at(-1)).toMatch(/^ABORT third\/a-/);
  expect(store.state.uploads.size).toBe(0);
  expect(refused.items.allBegun()).toEqual([]);
});

test('what was begun in parts of a larger source is taken back where the one that is there now is small', async () => {
  store.put('from/a', 'x', 1100 * MEBIBYTE);
  const first = await setup({ kind: 'copy', copyLimit: 1 });
  refuse('PART to/a 2');
  expect(await first.run()).toBe('connection-failed');
  store.put('from/a', 'x');
  const again = await setup({ kind: 'copy', items: first.items, copyLimit: 1 });
  expect(await again.run()).toBe('done');
  expect(store.asked.slice(-2)).toEqual([expect.stringMatching(/^ABORT to\/a-/), 'COPY to/a']);
  expect([store.state.uploads.size, again.items.allBegun()]).toEqual([0, []]);
});

test('a copy in parts goes on with what the store has, where it tells', async () => {
  store.put('from/a', 'x', 1100 * MEBIBYTE);
  const cutOff = async (to: string) => {
    const first = await setup({ kind: 'copy', to, copyLimit: 1 });
    refuse(`PART ${to}a 3`);
    expect(await first.run()).toBe('connection-failed');
    store.asked.length = 0;
    return first.items;
  };
  const telling = (parts: StoredPart[]) => ({ ...here, listParts: async () => parts });
  const first = await cutOff('to/');
  const begun = first.begun(0) as { base: { partSize: number } };
  const { partSize } = begun.base;
  const last = { number: 3, etag: '"unheard"', size: 1100 * MEBIBYTE - 2 * partSize };
  // It has lost the first, and has the third, of which nobody heard.
  const lost = telling([{ number: 2, etag: '"2"', size: partSize }, last]);
  expect(await (await setup({ kind: 'copy', items: first, copyLimit: 1, port: lost })).run()).toBe('done');
  expect(partsOf('to/a')).toEqual([1]);
  const second = await cutOff('more/');
  // A part that is not whole is none.
  const port = telling([{ number: 1, etag: '"1"', size: 5 }]);
  expect(await (await setup({ kind: 'copy', to: 'more/', items: second, copyLimit: 1, port })).run()).toBe('done');
  expect([partsOf('more/a'), store.asked.includes('BEGIN more/a')]).toEqual([[1, 2, 3], false]);
  // What it really has is gone on with.
  const third = await cutOff('most/');
  expect(await (await setup({ kind: 'copy', to: 'most/', items: third, copyLimit: 1 })).run()).toBe('done');
  expect(partsOf('most/a')).toEqual([3]);
});

test('what a store copies neither whole nor in parts goes through here', async () => {
  store.put('from/a', 'xyz');
  const port = store.port({ partCopy: false });
  const copyObject = vi.fn<S3Port['copyObject']>(async () => {
    throw new PailError('storage-refused');
  });
  const { run } = await setup({ kind: 'copy', port: { ...port, copyObject }, copyLimit: 2 });
  expect(await run()).toBe('done');
  expect(store.asked).toEqual(['GET from/a 0-2', 'PUT to/a']);
  const small = await setup({ kind: 'copy', port: { ...port, copyObject }, to: 'more/', copyLimit: 3 });
  expect(await small.run()).toBe('storage-refused');
});

test('what is moved while a delete is under way is deleted together', async () => {
  const names = Array.from({ length: 20 }, (_, row) => `hostile\n${row}/../%2F`);
  for (const name of names) store.put(`from/${name}`, name);
  const deleteObjects = vi.fn(here.deleteObjects);
  const { run } = await setup({ objects: names, port: { ...here, deleteObjects } });
  expect(new Set(await Promise.all(names.map((_, index) => run(index))))).toEqual(new Set(['done']));
  expect(keysOf(store).sort()).toEqual(names.map((name) => `to/${name}`).sort());
  expect(deleteObjects.mock.calls.length).toBeLessThan(names.length);
});

test('a selection that was not remembered whole is not done in part', async () => {
  const { job, context } = await setup({ items: new Items() });
  expect(() => job.seed?.(context)).toThrow(PailError);
});
