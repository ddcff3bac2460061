import { useEffect, useState } from 'react';
import type { Failure } from '../../../shared/errors.ts';
import { MAX_ITEMS, type TransferSummary } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';

/** More are not asked for: nobody reads a reason that takes that long. */
const MOST_LOOKED_AT = 1000;

/** The failure without what it is about, so that those of several items can be the same. */
function reasonOf({ detail: { subject: _, ...detail }, ...failure }: Failure): Failure {
  return { ...failure, detail };
}

/** The reason of all failed items; `null` where they have several, or are too many. Of one item its failure as it is. */
async function commonReason(id: string, failed: number): Promise<Failure | null> {
  if (failed > MOST_LOOKED_AT) return null;
  let common: Failure | null = null;
  for (let start = 0; start < failed; start += MAX_ITEMS) {
    const { items } = await pail.transfers.items(id, start, Math.min(MAX_ITEMS, failed - start));
    for (const { failure } of items) {
      // Failed items come first: without a failure it has been started again meanwhile.
      if (!failure) return null;
      const reason = failed === 1 ? failure : reasonOf(failure);
      common ??= reason;
      const sentence = text.errors[reason.code](reason.detail);
      if (sentence !== text.errors[common.code](common.detail)) return null;
    }
  }
  return common;
}

/** The one reason for which a transfer ended with failures; `null` while it is looked for, and where there are several. */
export function useCommonReason({ id, state, items, endedAt }: TransferSummary): Failure | null {
  const failed = state === 'failed' ? items.failed : 0;
  const [found, setFound] = useState<Failure | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another end may have other reasons
  useEffect(() => {
    let isCurrent = true;
    const show = (reason: Failure | null) => isCurrent && setFound(reason);
    // Nobody asked for it: what cannot be told here is told when the items are opened.
    if (failed > 0) commonReason(id, failed).then(show, () => show(null));
    return () => {
      isCurrent = false;
      setFound(null);
    };
  }, [id, failed, endedAt]);
  return found;
}
