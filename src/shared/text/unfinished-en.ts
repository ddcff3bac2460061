/** The words of the sheet of unfinished uploads. */
import type { TransferState } from '../model/transfer.ts';

const uploads = (n: number): string => `${n.toLocaleString('en')} ${n === 1 ? 'upload' : 'uploads'}`;
const hold = (n: number): string => `${uploads(n)} ${n === 1 ? 'holds' : 'hold'}`;

export const unfinishedEn = {
  title: (location: string) => `Unfinished uploads of ${location}`,
  about:
    'Large files go up in parts. Parts of an upload that nobody finished stay in the store, cost money there, and show in no folder.',
  loading: 'Asking the store…',
  emptyTitle: 'No unfinished uploads',
  empty: 'The store holds no parts of uploads that were cut off.',
  emptyOwnTitle: 'No unfinished uploads of Pail’s own',
  denied: 'Your access does not show uploads of others: these are Pail’s own.',
  deniedEmpty: 'Your access does not show uploads of others, so there may be some.',
  failedTitle: 'The unfinished uploads could not be listed',
  table: 'Unfinished uploads',
  name: 'Name',
  begun: 'Begun',
  size: 'Held',
  whose: 'Whose',
  top: 'The folder itself',
  parts: (n: number) => `${n.toLocaleString('en')} ${n === 1 ? 'part' : 'parts'}`,
  sizeAndParts: (bytes: string, parts: string) => `${bytes} in ${parts}`,
  select: (name: string) => `Select ${name}`,
  selectAll: 'Select all that can be aborted',
  others: 'Others, or unknown',
  ended: 'Pail, given up',
  ours: {
    preparing: 'A transfer, running',
    asking: 'A transfer, waiting',
    running: 'A transfer, running',
    paused: 'A transfer, paused',
    parked: 'A transfer, waiting',
  } satisfies Partial<Record<TransferState, string>>,
  inUse: 'It belongs to a transfer. Cancel the transfer to have its parts deleted.',
  total: (count: number, size: string) => `${hold(count)} ${size}`,
  totalAtLeast: (count: number, size: string) => `${hold(count)} at least ${size}`,
  shownOf: (shown: number, total: number) =>
    `The oldest ${shown.toLocaleString('en')} of ${total.toLocaleString('en')} are shown.`,
  done: 'Done',
  abortSelected: (n: number) => (n === 0 ? 'Abort selected…' : `Abort ${uploads(n)}…`),
  noneSelected: 'Select the uploads to abort first.',
  confirmTitle: (n: number, name: string) => (n === 1 ? `Abort the upload of “${name}”?` : `Abort ${uploads(n)}?`),
  confirmText:
    'The parts sent so far are deleted; an upload that somebody else is doing now will fail. Pail cannot undo this.',
  abort: 'Abort',
  keep: 'Keep',
  aborting: 'Aborting…',
  aborted: (n: number) => `${uploads(n)} aborted.`,
  action: 'To finish it',
  goOn: 'Go on',
  goOnWith: (name: string) => `Go on with ${name}`,
  chooseFile: 'Choose the file…',
  chooseFileOf: (name: string) => `Choose the file of ${name}…`,
  adopting: 'Comparing the file…',
  notAborted: (n: number, why: string) => `${uploads(n)} could not be aborted. ${why}`,
};
