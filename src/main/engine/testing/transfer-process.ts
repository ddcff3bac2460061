import { expect, vi } from 'vitest';
import { hasEnded } from '../../../shared/model/transfer.ts';
import { type JobRequest, jobFor } from '../transfers/jobs/job-for.ts';
import { JournalFolder } from '../transfers/journal/journal-folder.ts';
import type { TransferTitle } from '../transfers/journal/records.ts';
import { ownThreadDisk } from '../transfers/local/disk.ts';
import { Transfers } from '../transfers/transfers.ts';
import type { MemoryStore } from './memory-store.ts';
import { TITLE } from './transfer-parts.ts';

/** Where requests for a download of `key` began that had these bytes already: there should be none. */
export function fetchedAgain(
  asked: readonly string[],
  key: string,
  here: readonly { readonly first: number; readonly last: number }[],
): number[] {
  const begins = asked.flatMap((one) =>
    one.startsWith(`GET ${key} `) ? [Number(one.split(' ')[2]?.split('-')[0])] : [],
  );
  return begins.filter((at) => here.some(({ first, last }) => first <= at && at <= last));
}

/** How long a test waits for transfers, and how often it looks. */
export const WAIT = { timeout: 20_000, interval: 1 };

export interface TransferStart {
  readonly request: JobRequest;
  /** `overwrite` when left out. */
  readonly onConflict?: TransferTitle['onConflict'];
  readonly objects?: Parameters<typeof jobFor>[2];
}

/** The transfers of a process with one store, whose journals are in a folder: a process after it goes on with them. */
export function transferProcess(store: MemoryStore, journals: string) {
  const port = async () => store.port();
  const [nothing, isHeld] = [() => undefined, (uploadId: string) => transfers.isHeld(uploadId)];
  const partsOf = { port, sourcePort: port, disk: ownThreadDisk, tookOver: nothing, isHeld, ended: nothing };
  const transfers: Transfers = new Transfers({
    emit: () => undefined,
    unreadable: () => undefined,
    journals: new JournalFolder(journals),
    jobFor: (title) => jobFor(title, partsOf),
    unreachable: () => null,
    accountOf: () => 'ana',
  });
  const { id: _id, startedAt: _startedAt, ...title } = TITLE;
  return {
    transfers,
    start: ({ request, onConflict = 'overwrite', objects = null }: TransferStart) =>
      transfers.start({ ...title, onConflict, request }, (made) => jobFor(made, partsOf, objects)),
    /** Waits until all have ended. */
    ended: () => vi.waitFor(() => expect(transfers.list().every(hasEnded)).toBe(true), WAIT),
  };
}
