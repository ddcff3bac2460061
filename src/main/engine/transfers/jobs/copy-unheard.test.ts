/** Copies in parts that a store was asked more than once to begin, or whose beginning nobody heard of. */
import { expect, test } from 'vitest';
import { PailError, toFailure } from '../../../../shared/errors.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { contextOf } from '../../testing/transfer-parts.ts';
import { Items } from '../items.ts';
import { copyJob } from './copy.ts';

const MEBIBYTE = 1_048_576;

/** A large object, which the store copies in parts, or which goes through here to another one. */
function setup(kind: 'copy' | 'move', how: 'within' | 'through') {
  const from = new MemoryStore();
  const to = how === 'within' ? from : new MemoryStore();
  if (how === 'within') from.put('from/a', 'x', 1100 * MEBIBYTE);
  else from.put('from/a', Buffer.alloc(17 * MEBIBYTE, 7));
  const source = from.port();
  const target = how === 'within' ? source : to.port();
  const items = new Items();
  const context = contextOf(items);
  const job = copyJob({
    kind,
    source: { port: async () => source, bucket: 'b', prefix: 'from/' },
    target: { port: async () => target, bucket: 'b', prefix: 'to/' },
    isSameBucket: how === 'within',
    folders: [],
    objects: [{ name: 'a', size: 1, modified: 0 }],
    renaming: null,
    copyLimit: 1,
    ended: () => undefined,
  });
  job.seed?.(context);
  const run = () =>
    job.run([0], context).then(
      () => 'done',
      (error) => toFailure(error).code,
    );
  return { from, to, items, run, end: () => job.abandon?.(0, context), left: () => to.state.uploads.size };
}

const WAYS = [
  ['copy', 'within'],
  ['copy', 'through'],
  ['move', 'through'],
] as const;

test.each(WAYS)(
  '%s, %s: what may be left is remembered when it is done, and taken back after it',
  async (kind, how) => {
    const { to, items, run, end, left } = setup(kind, how);
    to.lostBeginnings = 2;
    expect(await run()).toBe('done');
    expect(to.state.objects.has('to/a')).toBe(true);
    expect([left(), items.allBegun()]).toEqual([2, [0]]);
    await end();
    expect([left(), items.allBegun(), to.state.objects.has('to/a')]).toEqual([0, [], true]);
    expect(to.asked.filter((asked) => asked.startsWith('ABORT'))).toHaveLength(2);
  },
);

test.each(WAYS)('%s, %s: one that was asked for once leaves nothing to remember', async (kind, how) => {
  const { items, run, left } = setup(kind, how);
  expect(await run()).toBe('done');
  expect([left(), items.allBegun()]).toEqual([0, []]);
});

test('a move that cannot delete its source leaves nothing of its copy either', async () => {
  const { from, to, items, run, end, left } = setup('move', 'through');
  to.lostBeginnings = 1;
  from.fault = (asked) => {
    if (asked.startsWith('DELETE')) throw new PailError('access-denied');
  };
  expect(await run()).toBe('access-denied');
  expect(left()).toBe(1);
  await end();
  expect([left(), items.allBegun()]).toEqual([0, []]);
});

test('a move whose source changed meanwhile remembers what may be left, and its next copy takes that back first', async () => {
  const { from, to, items, run, left } = setup('move', 'through');
  to.lostBeginnings = 1;
  to.fault = (asked) => {
    if (asked !== 'COMPLETE to/a') return;
    to.fault = () => undefined;
    from.put('from/a', Buffer.alloc(17 * MEBIBYTE, 8));
  };
  expect(await run()).toBe('object-changed');
  expect(left()).toBe(1);
  items.choose(0, 'overwrite');
  expect(await run()).toBe('done');
  expect([left(), items.allBegun(), from.state.objects.size]).toEqual([0, [], 0]);
});

test('a copy whose beginning nobody heard of is taken back before it is begun anew', async () => {
  const { to, items, run, left } = setup('copy', 'through');
  to.unheard = true;
  expect(await run()).toBe('connection-failed');
  expect(items.begun(0)?.base).toMatchObject({ stage: 'parts', uploadId: null, key: 'to/a' });
  expect(left()).toBe(1);
  to.unheard = false;
  expect(await run()).toBe('done');
  expect([left(), items.allBegun()]).toEqual([0, []]);
});
