/** Transfers of this run as main tells them, and the drawer that shows them. */
import { create } from 'zustand';
import { hasEnded, progress, type TransferSummary } from '../../shared/model/transfer.ts';
import { onPail, pail } from '../bridge.ts';
import { report } from './notices.ts';

export interface ShownTransfer {
  readonly summary: TransferSummary;
  /** What the bar shows: never less than it has shown, until the transfer is started again. */
  readonly shown: number;
}

interface TransfersState {
  readonly transfers: readonly ShownTransfer[];
  readonly drawerOpen: boolean;
}

export const useTransfers = create<TransfersState>(() => ({ transfers: [], drawerOpen: false }));

/** Puts changed transfers in their place, newest first. */
export function merged(
  transfers: readonly ShownTransfer[],
  changes: readonly TransferSummary[],
): readonly ShownTransfer[] {
  const byId = new Map(transfers.map((transfer) => [transfer.summary.id, transfer]));
  for (const summary of changes) {
    const before = byId.get(summary.id);
    const startedAgain = before !== undefined && hasEnded(before.summary) && !hasEnded(summary);
    const least = before === undefined || startedAgain ? 0 : before.shown;
    byId.set(summary.id, { summary, shown: Math.max(least, progress(summary)) });
  }
  return [...byId.values()].sort((a, b) => b.summary.startedAt - a.summary.startedAt);
}

/** Takes in what a method answered or an event told. */
export function tookPlace(changes: readonly TransferSummary[]): void {
  useTransfers.setState(({ transfers }) => ({ transfers: merged(transfers, changes) }));
}

/** A transfer that the person just asked for; `null` when they thought better of it. */
export function started(summary: TransferSummary | null): void {
  // Events may have told more than the answer, which is as old as the start.
  if (summary && !useTransfers.getState().transfers.some((one) => one.summary.id === summary.id)) tookPlace([summary]);
}

export function toggleDrawer(): void {
  useTransfers.setState(({ drawerOpen }) => ({ drawerOpen: !drawerOpen }));
}

export async function clearEnded(): Promise<void> {
  await pail.transfers.clearEnded();
  useTransfers.setState(({ transfers }) => ({ transfers: transfers.filter((one) => !hasEnded(one.summary)) }));
}

export interface TransfersGlance {
  readonly running: number;
  readonly ended: number;
  /** Transfers that ended with something failed. */
  readonly failed: number;
  /** Mean of what the bars of the running ones show. */
  readonly shown: number;
}

export function glance(transfers: readonly ShownTransfer[]): TransfersGlance {
  const running = transfers.filter((one) => !hasEnded(one.summary));
  const sum = running.reduce((total, one) => total + one.shown, 0);
  return {
    running: running.length,
    ended: transfers.length - running.length,
    failed: transfers.filter((one) => one.summary.state === 'failed').length,
    shown: running.length === 0 ? 0 : sum / running.length,
  };
}

/** `onEnd` is told of each transfer that ends while the window looks on. */
export function startTransfers(onEnd: (transfer: TransferSummary) => void): () => void {
  pail.transfers.list().then((all) => {
    const known = new Set(useTransfers.getState().transfers.map((one) => one.summary.id));
    tookPlace(all.filter((one) => !known.has(one.id)));
  }, report);
  return onPail('transfers.changed', (changes) => {
    const before = new Map(useTransfers.getState().transfers.map((one) => [one.summary.id, one.summary]));
    tookPlace(changes);
    for (const change of changes) {
      const old = before.get(change.id);
      if (hasEnded(change) && (old === undefined || !hasEnded(old))) onEnd(change);
    }
  });
}
