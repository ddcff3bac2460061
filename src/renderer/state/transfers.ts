/** Transfers as main tells them, those of earlier runs among them, and the drawer that shows them. */
import { create } from 'zustand';
import { hasEnded, isActive, type TransferSummary } from '../../shared/model/transfer.ts';
import { groupOf, TRANSFER_GROUPS, type TransferGroup } from '../../shared/model/transfer-groups.ts';
import { progress, progressTogether } from '../../shared/model/transfer-progress.ts';
import { onPail, pail } from '../bridge.ts';
import { report } from './notices.ts';
import { type TimeLeft, timeLeft } from './time-left.ts';

export interface ShownTransfer {
  readonly summary: TransferSummary;
  /** What the bar shows: while it runs, never less than it has shown. A pause tells what is kept. */
  readonly shown: number;
  /** How long it still takes; `null` where nobody knows. */
  readonly left: TimeLeft | null;
}

export type TransferFilter = TransferGroup | 'all';
export const TRANSFER_FILTERS: readonly TransferFilter[] = ['all', ...TRANSFER_GROUPS];

interface TransfersState {
  readonly transfers: readonly ShownTransfer[];
  readonly drawerOpen: boolean;
  readonly filter: TransferFilter;
  /** Transfers that the person just started and that have not asked yet: a question of theirs opens by itself. */
  readonly fresh: readonly string[];
  /** The one that commands are about: its row has the focus. */
  readonly chosenId: string | null;
}

export const useTransfers = create<TransfersState>(() => ({
  transfers: [],
  drawerOpen: false,
  filter: 'all',
  fresh: [],
  chosenId: null,
}));

/** Those that nothing more happens to, unless somebody asks for it, stand below all others. */
function isOver({ summary }: ShownTransfer): boolean {
  return groupOf(summary) === 'done';
}

/** Puts changed transfers in their place: what runs, waits or failed above what is over, and the newest first. */
export function merged(
  transfers: readonly ShownTransfer[],
  changes: readonly TransferSummary[],
  now: number = Date.now(),
): readonly ShownTransfer[] {
  const byId = new Map(transfers.map((transfer) => [transfer.summary.id, transfer]));
  for (const summary of changes) {
    const before = byId.get(summary.id);
    const goesOn = before !== undefined && isActive(before.summary) && isActive(summary);
    const least = goesOn ? before.shown : 0;
    const left = timeLeft(before?.left ?? null, summary, now);
    byId.set(summary.id, { summary, shown: Math.max(least, progress(summary)), left });
  }
  return [...byId.values()].sort(
    (a, b) => Number(isOver(a)) - Number(isOver(b)) || b.summary.startedAt - a.summary.startedAt,
  );
}

/** Takes in what a method answered or an event told. */
export function tookPlace(changes: readonly TransferSummary[]): void {
  useTransfers.setState(({ transfers }) => ({ transfers: merged(transfers, changes) }));
}

/**
 * Another engine has them now: shows what that one knows of them. Answers how many had not ended and are lost, because they could not
 * be kept on the disk.
 */
export async function tookOverByAnother(): Promise<number> {
  const before = new Map(useTransfers.getState().transfers.map((one) => [one.summary.id, one.summary]));
  const all = await pail.transfers.list();
  const known = new Set(all.map(({ id }) => id));
  const { transfers } = useTransfers.getState();
  const isLost = ({ summary }: ShownTransfer): boolean => before.has(summary.id) && !known.has(summary.id);
  const lost = transfers.filter(isLost);
  const now = new Map(transfers.map((one) => [one.summary.id, one.summary]));
  useTransfers.setState({ transfers: transfers.filter((one) => !isLost(one)) });
  // What was told meanwhile is newer than this answer.
  tookPlace(all.filter(({ id }) => now.get(id) === before.get(id)));
  return lost.filter(({ summary }) => !hasEnded(summary)).length;
}

function keepOnly(accountIds: ReadonlySet<string>): void {
  const { transfers } = useTransfers.getState();
  const left = transfers.filter(({ summary }) => accountIds.has(summary.accountId));
  if (left.length < transfers.length) useTransfers.setState({ transfers: left });
}

/** A transfer that the person just asked for; `null` when they thought better of it. */
export function started(summary: TransferSummary | null): void {
  if (!summary) return;
  // Events may have told more than the answer, which is as old as the start.
  if (!useTransfers.getState().transfers.some((one) => one.summary.id === summary.id)) tookPlace([summary]);
  useTransfers.setState(({ fresh }) => ({ fresh: [...fresh, summary.id] }));
}

export function toggleDrawer(): void {
  useTransfers.setState(({ drawerOpen }) => ({ drawerOpen: !drawerOpen }));
}

export function chooseTransfer(chosenId: string | null): void {
  useTransfers.setState({ chosenId });
}

/** The transfer that commands are about, as long as it is on screen and has not ended. */
export function chosenTransfer({ transfers, drawerOpen, chosenId }: TransfersState): TransferSummary | null {
  const chosen = drawerOpen ? transfers.find((one) => one.summary.id === chosenId)?.summary : undefined;
  return chosen && !hasEnded(chosen) ? chosen : null;
}

/** Has it go before the others, or like them. */
export async function toggleFirst({ id, first }: TransferSummary): Promise<void> {
  await pail.transfers.setFirst(id, !first);
}

export function showTransfers(filter: TransferFilter): void {
  useTransfers.setState({ filter });
}

export async function clearEnded(): Promise<void> {
  await pail.transfers.clearEnded();
  useTransfers.setState(({ transfers }) => ({ transfers: transfers.filter((one) => !hasEnded(one.summary)) }));
}

export interface TransfersGlance {
  /** At work, or waiting for their turn. */
  readonly running: number;
  /** Waiting for an answer. */
  readonly asking: number;
  /** Waiting for a sign-in, a network or whatever else they cannot do without. */
  readonly parked: number;
  readonly paused: number;
  readonly ended: number;
  /** Transfers that ended with something failed. */
  readonly failed: number;
  /** How far the running ones are together, as their bars show it. */
  readonly shown: number;
}

export function glance(transfers: readonly ShownTransfer[]): TransfersGlance {
  const running = transfers.filter((one) => isActive(one.summary));
  const count = (state: TransferSummary['state']) => transfers.filter((one) => one.summary.state === state).length;
  return {
    running: running.length,
    asking: count('asking'),
    parked: count('parked'),
    paused: count('paused'),
    ended: transfers.filter((one) => hasEnded(one.summary)).length,
    failed: count('failed'),
    shown: progressTogether(running),
  };
}

/** How many transfers each filter shows. */
export function filterCounts(transfers: readonly ShownTransfer[]): Readonly<Record<TransferFilter, number>> {
  const counts = { all: transfers.length, active: 0, waiting: 0, failed: 0, done: 0 };
  for (const { summary } of transfers) counts[groupOf(summary)] += 1;
  return counts;
}

export function filtered(transfers: readonly ShownTransfer[], filter: TransferFilter): readonly ShownTransfer[] {
  return filter === 'all' ? transfers : transfers.filter(({ summary }) => groupOf(summary) === filter);
}

/** True when it is at an end, or goes no further without the person or what it waits for. */
function isNews(transfer: TransferSummary): boolean {
  return hasEnded(transfer) || transfer.state === 'asking' || transfer.state === 'parked';
}

/** `onNews` is told of each transfer that ends, asks or has to wait while the window looks on. */
export function startTransfers(onNews: (transfer: TransferSummary) => void): () => void {
  pail.transfers.list().then((all) => {
    const known = new Set(useTransfers.getState().transfers.map((one) => one.summary.id));
    tookPlace(all.filter((one) => !known.has(one.id)));
  }, report);
  const stops = [
    onPail('transfers.changed', (changes) => {
      const before = new Map(useTransfers.getState().transfers.map((one) => [one.summary.id, one.summary]));
      tookPlace(changes);
      for (const change of changes) {
        const old = before.get(change.id);
        // What an earlier run left is no news, however it comes to be known.
        if (old && isNews(change) && old.state !== change.state) onNews(change);
      }
    }),
    // Whoever signed out takes theirs with them; main tells them again when they are back.
    onPail('accounts.changed', (accounts) => keepOnly(new Set(accounts.map(({ id }) => id)))),
    onPail('transfers.shown', () => useTransfers.setState({ drawerOpen: true, filter: 'all' })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
