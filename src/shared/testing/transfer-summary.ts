import type { TransferSummary } from '../model/transfer.ts';

/** An upload that runs, and what a test wants otherwise about it. */
export function transferSummary(change: Partial<TransferSummary> = {}): TransferSummary {
  return {
    id: 't',
    kind: 'upload',
    state: 'running',
    accountId: 'account',
    locationId: 'mine',
    label: 'Mine',
    folder: '',
    firstName: 'a.txt',
    requested: 1,
    items: { total: 1, done: 0, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 },
    bytesDone: 0,
    bytesTotal: 100,
    bytesPerSecond: 0,
    startedAt: 0,
    endedAt: null,
    failure: null,
    review: null,
    first: false,
    recorded: true,
    ...change,
  };
}
