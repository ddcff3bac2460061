import type { TransferState } from '../../../shared/model/transfer.ts';
import type { Items } from './items.ts';
import type { TransferTitle } from './journal/records.ts';

/** An upload in parts that a transfer has begun and neither completed nor taken back, as far as is known here. */
export interface OwnUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly title: TransferTitle;
  readonly state: TransferState;
  /** Has the transfer forget it, because nothing is left of it. */
  settle(): void;
}

/** What the items of a transfer say of uploads that were begun. */
export function begunUploads(title: TransferTitle, state: TransferState, items: Items): OwnUpload[] {
  return items.allBegun().flatMap((index) => {
    const base = items.begun(index)?.base;
    if (!isUpload(base)) return [];
    const settle = (): void => {
      // Another one may have been begun meanwhile.
      if (items.begun(index)?.base === base) items.settle(index);
    };
    return [{ key: base.key, uploadId: base.uploadId, title, state, settle }];
  });
}

/** Other kinds of transfer remember something else. */
function isUpload(base: unknown): base is { readonly key: string; readonly uploadId: string } {
  if (typeof base !== 'object' || base === null || !('uploadId' in base) || !('key' in base)) return false;
  // Of one that was asked for just now the store has not told the id yet.
  return typeof base.uploadId === 'string' && typeof base.key === 'string';
}
