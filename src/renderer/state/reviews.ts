/** Questions of transfers: those of transfers that the person just started open by themselves, one after the other. */
import { hasEnded } from '../../shared/model/transfer.ts';
import { ask, closeSheet, useSheet } from './sheets.ts';
import { useTransfers } from './transfers.ts';

/** Opens the next question where nothing stands in front of the window, and closes one that is not asked any more. */
function check(): void {
  const { transfers, fresh } = useTransfers.getState();
  const { sheet } = useSheet.getState();
  const stateOf = (id: string) => transfers.find(({ summary }) => summary.id === id)?.summary;
  if (sheet?.kind === 'review' && stateOf(sheet.transferId)?.state !== 'asking') {
    closeSheet();
    return;
  }
  const waiting = fresh.filter((id) => {
    const summary = stateOf(id);
    return summary !== undefined && summary.state !== 'running' && !hasEnded(summary);
  });
  const next = sheet === null ? waiting.find((id) => stateOf(id)?.state === 'asking') : undefined;
  const left = waiting.filter((id) => id !== next);
  // Before `fresh` changes: that is another occasion to look, when this one must be open already.
  if (next !== undefined) ask({ kind: 'review', transferId: next });
  if (left.length < fresh.length) useTransfers.setState({ fresh: left });
}

export function startReviews(): () => void {
  const stops = [useTransfers.subscribe(check), useSheet.subscribe(check)];
  return () => {
    for (const stop of stops) stop();
  };
}
