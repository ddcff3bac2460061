/** What the window tells without being asked: toasts, and sentences for screen readers. */
import { create } from 'zustand';
import type { Notice } from '../../shared/api.ts';
import { type Failure, toFailure } from '../../shared/errors.ts';
import { onPail } from '../bridge.ts';

export interface Toast extends Notice {
  readonly id: number;
  /** Where it came from a failure: its facts take the place of `details`. */
  readonly failure: Failure | null;
  /** It is about this Pail, not about what somebody does with their files: told by main with nobody asking, or after a sign-out. */
  readonly isOfMain: boolean;
  /** What can be done about it. */
  readonly action?: NoticeAction | undefined;
}

export interface NoticeAction {
  readonly label: string;
  run(): void;
}

const MOST_TOASTS = 4;

interface NoticesState {
  readonly toasts: readonly Toast[];
  /** Read out politely when it changes. */
  readonly announcement: string;
}

export const useNotices = create<NoticesState>(() => ({ toasts: [], announcement: '' }));

let lastId = 0;

export function notify(notice: Notice, failure: Failure | null = null, action?: NoticeAction): void {
  show({ ...notice, failure, isOfMain: false, action });
}

/** Tells something of this Pail itself, which a sign-out does not take back. */
export function tellOfPail(notice: Notice, failure: Failure | null = null): void {
  show({ ...notice, failure, isOfMain: true });
}

function show(told: Omit<Toast, 'id'>): void {
  lastId += 1;
  const toast = { ...told, id: lastId };
  useNotices.setState(({ toasts }) => {
    // The same sentence twice is one problem.
    const others = toasts.filter((other) => other.message !== toast.message);
    return { toasts: [...others, toast].slice(-MOST_TOASTS) };
  });
}

/** Shows anything thrown as a notice. */
export function report(error: unknown): void {
  const failure = toFailure(error);
  notify({ kind: 'error', message: failure.message, details: '' }, failure);
}

/** Whether work ended well; why it did not is told as {@link report} does. */
export function didWork(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => {
      report(error);
      return false;
    },
  );
}

export function dismiss(id: number): void {
  useNotices.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

export function announce(announcement: string): void {
  useNotices.setState({ announcement });
}

/** Takes back what was told of somebody's files; not that the service did not hear of a sign-out, which comes of that. */
export function forgetNotices(): void {
  const stays = ({ isOfMain, failure }: Toast): boolean => isOfMain || failure?.code === 'revoke-failed';
  useNotices.setState(({ toasts }) => ({ toasts: toasts.filter(stays), announcement: '' }));
}

export function startNotices(): () => void {
  return onPail('notice', (notice) => show({ ...notice, failure: null, isOfMain: true }));
}
