/** How far transfers are. */
import type { TransferSummary } from './transfer.ts';

/** Fraction done of one, 0 to 1: by bytes where there are any, else by items. */
export function progress(transfer: TransferSummary): number {
  if (transfer.state === 'completed') return 1;
  const { total, done, failed, skipped, cancelled } = transfer.items;
  if (transfer.bytesTotal > 0) return Math.min(1, transfer.bytesDone / transfer.bytesTotal);
  return total === 0 ? 0 : (done + failed + skipped + cancelled) / total;
}

/** How far several are together, `shown` being how far each is: by bytes, or by items where none has any. */
export function progressTogether(
  parts: readonly { readonly summary: TransferSummary; readonly shown: number }[],
): number {
  const hasBytes = parts.some(({ summary }) => summary.bytesTotal > 0);
  let whole = 0;
  let done = 0;
  for (const { summary, shown } of parts) {
    const weight = hasBytes ? summary.bytesTotal : summary.items.total;
    whole += weight;
    done += weight * shown;
  }
  return whole === 0 ? 0 : done / whole;
}
