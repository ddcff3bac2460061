import { expect, test, vi } from 'vitest';
import { failure } from '../../shared/errors.ts';
import { tellLost, waitingFor } from './lost-stores.ts';

test('what is lost is told when it is something else than before, with what is there again', () => {
  let lost: string[] = [];
  const tell = vi.fn();
  const changed = tellLost(() => lost, tell);
  changed();
  expect(tell).not.toHaveBeenCalled();
  lost = ['a', 'b'];
  changed();
  changed();
  expect(tell.mock.calls).toEqual([[['a', 'b'], new Set()]]);
  lost = ['b', 'c'];
  changed();
  expect(tell).toHaveBeenLastCalledWith(['b', 'c'], new Set(['a']));
});

test('only what waits for the network there goes on', () => {
  const network = failure('connection-failed');
  const transfers = [
    { id: 'waits', locationId: 'a', state: 'parked', failure: network },
    { id: 'elsewhere', locationId: 'b', state: 'parked', failure: network },
    { id: 'for sign-in', locationId: 'a', state: 'parked', failure: failure('session-expired') },
    { id: 'paused', locationId: 'a', state: 'paused', failure: network },
    { id: 'failed', locationId: 'a', state: 'failed', failure: network },
    { id: 'runs', locationId: 'a', state: 'running', failure: null },
  ] as const;
  expect(waitingFor(new Set(['a']), transfers)).toEqual(['waits']);
});
