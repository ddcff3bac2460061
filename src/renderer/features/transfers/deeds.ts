/** What is done to a transfer, by its buttons and by the keys of its row. */
import type { KeyboardEvent } from 'react';
import { hasEnded, isActive, type TransferSummary } from '../../../shared/model/transfer.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { ask } from '../../state/sheets.ts';

export function pauseOrResume(summary: TransferSummary): void {
  pail.transfers[isActive(summary) ? 'pause' : 'resume'](summary.id).catch(report);
}

export function cancel({ id }: TransferSummary): void {
  pail.transfers.cancel(id).catch(report);
}

export function answer({ id }: TransferSummary): void {
  ask({ kind: 'review', transferId: id });
}

/** The keys of a row that has the focus itself. True for those that mean something there. */
export function pressed(event: KeyboardEvent, summary: TransferSummary, toggleItems: () => void): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  const { state } = summary;
  switch (event.key) {
    case ' ':
      if (isActive(summary) || state === 'paused' || state === 'parked') pauseOrResume(summary);
      return true;
    case 'Delete':
    case 'Backspace':
      if (!hasEnded(summary)) cancel(summary);
      return true;
    case 'Enter':
      if (state === 'asking') answer(summary);
      else toggleItems();
      return true;
    default:
      return false;
  }
}
