/** How a transfer looks: an icon for what it needs of a person, else for what it does; and its bar. */
import {
  ArrowDownToLine,
  ArrowUpFromLine,
  Check,
  CircleAlert,
  CirclePause,
  CircleQuestionMark,
  CircleSlash,
  CloudOff,
  Copy,
  FolderArchive,
  FolderInput,
  KeyRound,
  type LucideIcon,
  Trash2,
  TriangleAlert,
} from 'lucide-react';
import type { TransferKind, TransferState, TransferSummary } from '../../../shared/model/transfer.ts';
import { waitsFor } from '../../../shared/model/transfer-groups.ts';

const KIND_ICONS = {
  upload: ArrowUpFromLine,
  download: ArrowDownToLine,
  zip: FolderArchive,
  delete: Trash2,
  copy: Copy,
  move: FolderInput,
} as const satisfies Record<TransferKind, LucideIcon>;

const STATE_ICONS: Partial<Record<TransferState, LucideIcon>> = {
  asking: CircleQuestionMark,
  paused: CirclePause,
  completed: Check,
  failed: CircleAlert,
  cancelled: CircleSlash,
};

const WAIT_ICONS = { 'sign-in': KeyRound, network: CloudOff, person: TriangleAlert } as const;

export function iconOf(transfer: TransferSummary): LucideIcon {
  const reason = waitsFor(transfer);
  return reason ? WAIT_ICONS[reason] : (STATE_ICONS[transfer.state] ?? KIND_ICONS[transfer.kind]);
}

export const BAR_LOOKS = {
  preparing: 'running',
  asking: 'waiting',
  running: 'running',
  paused: 'cancelled',
  parked: 'waiting',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<TransferState, string>;
