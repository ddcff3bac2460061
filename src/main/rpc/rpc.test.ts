import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { PailError } from '../../shared/errors.ts';
import { createRpc, type Rpc, type RpcHandlers, type RpcPort } from './rpc.ts';

interface Left {
  name(): string;
}
interface Right {
  add(a: number, b: number): number;
  fail(): Promise<void>;
  broken(): void;
  never(): Promise<void>;
  unsendable(): unknown;
}
interface LeftEvents {
  tick: { n: number };
}
type None = Record<never, never>;

const closers: Array<() => void> = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function pair(): { left: Rpc<Right, LeftEvents, None>; right: Rpc<Left, None, LeftEvents> } {
  const { port1, port2 } = new MessageChannel();
  closers.push(() => port1.close());
  const wrap = (port: typeof port1): RpcPort => ({
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', listener),
  });
  const rightMethods: RpcHandlers<Right> = {
    add: (a, b) => a + b,
    fail: async () => {
      throw new PailError('access-denied', { subject: 'x', requestId: 'r1' });
    },
    broken: () => {
      throw new TypeError('oops');
    },
    never: () => new Promise(() => {}),
    unsendable: () => () => 1,
  };
  return {
    left: createRpc<Left, Right, LeftEvents, None>(wrap(port1), { name: () => 'left' }),
    right: createRpc<Right, Left, None, LeftEvents>(wrap(port2), rightMethods),
  };
}

const caught = (promise: Promise<unknown>) => promise.then(() => null).catch((error: PailError) => error.failure);

test('both sides call each other', async () => {
  const { left, right } = pair();
  expect(await left.call('add', 1, 2)).toBe(3);
  expect(await right.call('name')).toBe('left');
});

test('failures keep code and detail; surprises become internal', async () => {
  const { left } = pair();
  expect(await caught(left.call('fail'))).toMatchObject({
    code: 'access-denied',
    detail: { subject: 'x', requestId: 'r1' },
  });
  expect(await caught(left.call('broken'))).toMatchObject({ code: 'internal' });
});

test('a value or an argument that cannot be cloned fails its call only', async () => {
  const { left } = pair();
  expect(await caught(left.call('unsendable'))).toMatchObject({ code: 'internal' });
  expect(await caught(left.call('add', (() => 1) as never, 1))).toMatchObject({ code: 'internal' });
  expect(await left.call('add', 1, 1)).toBe(2);
});

test('inherited names are not methods', async () => {
  const { left } = pair();
  expect(await caught(left.call('toString' as 'fail'))).toMatchObject({ code: 'internal' });
});

test('events arrive until the listener is removed', async () => {
  const { left, right } = pair();
  const seen: number[] = [];
  const stop = right.on('tick', ({ n }) => seen.push(n));
  left.emit('tick', { n: 1 });
  await left.call('add', 0, 0);
  stop();
  left.emit('tick', { n: 2 });
  await left.call('add', 0, 0);
  expect(seen).toEqual([1]);
});

test('closing rejects pending and later calls with engine-stopped', async () => {
  const { left } = pair();
  const call = caught(left.call('never'));
  left.close('exit code 9');
  expect(await call).toMatchObject({ code: 'engine-stopped', detail: { reason: 'exit code 9' } });
  expect(await caught(left.call('add', 1, 1))).toMatchObject({ code: 'engine-stopped' });
});
