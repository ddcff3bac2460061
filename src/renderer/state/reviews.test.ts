import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TransferState } from '../../shared/model/transfer.ts';
import { transferSummary } from '../../shared/testing/transfer-summary.ts';
import { startReviews } from './reviews.ts';
import { ask, closeSheet, useSheet } from './sheets.ts';
import { started, tookPlace, useTransfers } from './transfers.ts';

const transfer = (id: string, state: TransferState) => transferSummary({ id, state });
const open = () => useSheet.getState().sheet;
const review = (transferId: string) => ({ kind: 'review', transferId });

let stop = () => {};
beforeEach(() => {
  useTransfers.setState(useTransfers.getInitialState(), true);
  closeSheet();
  stop = startReviews();
});
afterEach(() => stop());

it('opens the questions of transfers that were just started, one after the other, and each once', () => {
  started(transfer('a', 'preparing'));
  started(transfer('b', 'preparing'));
  expect(open()).toBeNull();
  tookPlace([transfer('a', 'asking'), transfer('b', 'asking')]);
  expect(open()).toEqual(review('a'));
  closeSheet();
  expect(open()).toEqual(review('b'));
  closeSheet();
  tookPlace([transfer('a', 'asking')]);
  expect(open()).toBeNull();
});

it('leaves those of earlier runs alone, and those that did not ask', () => {
  tookPlace([transfer('old', 'asking')]);
  started(transfer('runs', 'preparing'));
  tookPlace([transfer('runs', 'running')]);
  tookPlace([transfer('runs', 'asking')]);
  expect(open()).toBeNull();
});

it('opens at once where the event came before the answer', () => {
  tookPlace([transfer('a', 'asking')]);
  started(transfer('a', 'preparing'));
  expect(open()).toEqual(review('a'));
});

it('waits for an open sheet, and closes its own when it is not asked any more', () => {
  ask({ kind: 'settings' });
  started(transfer('a', 'asking'));
  expect(open()).toEqual({ kind: 'settings' });
  closeSheet();
  expect(open()).toEqual(review('a'));
  tookPlace([transfer('a', 'cancelled')]);
  expect(open()).toBeNull();
});
