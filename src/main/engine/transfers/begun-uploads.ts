import { hasEnded, type TransferState } from '../../../shared/model/transfer.ts';
import type { Items } from './items.ts';
import type { TransferTitle } from './journal/records.ts';

/** An upload in parts that a transfer has begun and neither completed nor taken back, as far as is known here. */
export interface OwnUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly title: TransferTitle;
  readonly state: TransferState;
  /** Its transfer is of an account that is not signed in: nobody is told of it, or has it go on. Left out: it is not. */
  readonly isForeign?: true;
  /** Has its transfer go on with it; `null` where nothing failed that could be tried again. Throws as `Transfer.retryFailed`. */
  readonly retry: (() => void) | null;
  /** Has the transfer forget it, because nothing is left of it, or because another one has taken it over. */
  settle(): void;
}

/** What the items of a transfer say of uploads that were begun. */
export function begunUploads(
  title: TransferTitle,
  state: TransferState,
  items: Items,
  retry: (index: number) => void,
): OwnUpload[] {
  const adopting = adoptedBy(title);
  if (adopting && items.count === 0 && !hasEnded({ state })) {
    return [{ ...adopting, title, state, retry: null, settle: () => undefined }];
  }
  return items.allBegun().flatMap((index) => {
    const base = items.begun(index)?.base;
    if (!isUpload(base)) return [];
    const settle = (): void => {
      // Another one may have been begun meanwhile.
      if (items.begun(index)?.base === base) items.settle(index);
    };
    const isFailed = state !== 'cancelled' && items.state(index) === 'failed';
    return [
      {
        key: base.key,
        uploadId: base.uploadId,
        title,
        state,
        retry: isFailed ? () => retry(index) : null,
        settle,
      },
    ];
  });
}

/** What a transfer is to go on with, also while it still looks whether it can. */
function adoptedBy({ place, folder, request }: TransferTitle): Pick<OwnUpload, 'key' | 'uploadId'> | null {
  if (request.kind !== 'upload' || !request.adopts) return null;
  const { name, uploadId } = request.adopts;
  return { key: place.prefix + folder + name, uploadId };
}

/** Other kinds of transfer remember something else. */
function isUpload(base: unknown): base is { readonly key: string; readonly uploadId: string } {
  if (typeof base !== 'object' || base === null || !('uploadId' in base) || !('key' in base)) return false;
  // Of one that was asked for just now the store has not told the id yet.
  return typeof base.uploadId === 'string' && typeof base.key === 'string';
}
