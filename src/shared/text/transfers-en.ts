/** The words of transfers: the panel, the question before one, and the notifications of the system. */

import type { TransferDeed } from '../model/transfer.ts';
import type { TransferGroup } from '../model/transfer-groups.ts';

const number = (n: number): string => n.toLocaleString('en');
const are = (n: number, one: string, many: string): string => `${number(n)} ${n === 1 ? one : many}`;

export const transfersEn = {
  title: 'Transfers',
  show: 'Show transfers',
  hide: 'Hide transfers',
  running: (count: string, percent: string) => `${count}, ${percent}`,
  failed: (n: number) => `${number(n)} failed`,
  asking: (n: number) => are(n, 'needs your answer', 'need your answer'),
  waiting: (n: number) => `${number(n)} waiting`,
  paused: (count: string) => `${count} paused`,
  filter: 'Show',
  filters: {
    all: 'All',
    active: 'Active',
    waiting: 'Waiting',
    failed: 'Failed',
    done: 'Done',
  } satisfies Record<TransferGroup | 'all', string>,
  none: {
    all: 'No transfers. Uploads, downloads and deletes are listed here until you clear them.',
    active: 'No transfer is running.',
    waiting: 'No transfer is paused or waiting.',
    failed: 'No transfer has failed.',
    done: 'No transfer is done.',
  } satisfies Record<TransferGroup | 'all', string>,
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  clearEnded: 'Clear ended',
  clearEndedHint: 'Removes all transfers that have ended from this list, and their receipts with them. Files stay.',
  resize: 'Height of the transfers',
  upload: (what: string, folder: string) => `Upload ${what} to ${folder}`,
  download: (what: string, folder: string) => `Download ${what} from ${folder}`,
  zip: (what: string, folder: string, file: string) => `Download ${what} from ${folder} to ${file}`,
  delete: (what: string, folder: string) => `Delete ${what} from ${folder}`,
  copy: (what: string, folder: string) => `Copy ${what} to ${folder}`,
  move: (what: string, folder: string) => `Move ${what} to ${folder}`,
  rename: (what: string, newName: string) => `Rename ${what} to ${newName}`,
  preparing: 'Preparing…',
  preparingFound: (items: string) => `Preparing, ${items} found…`,
  itemsOf: (done: string, total: string) => `${done} of ${total}`,
  bytesOf: (done: string, total: string) => `${done} of ${total}`,
  timeLeft: (left: string) => `${left} left`,
  first: 'First',
  more: (title: string) => `More for “${title}”`,
  asks: 'Waiting for your answer',
  pausedState: 'Paused',
  parkedSignIn: (why: string) => `Waiting for sign-in: ${why}`,
  parkedOffline: 'No network. Pail keeps trying',
  parkedStorage: 'The storage cannot be reached. Pail keeps trying',
  parkedIssuer: 'The sign-in service cannot be reached. Pail keeps trying',
  stopped: 'Stopped: goes on when the part of Pail that talks to the store runs again',
  working: 'In progress…',
  notRecorded: 'Not kept if Pail ends',
  completed: 'Completed',
  cancelled: 'Cancelled',
  countSkipped: (n: number) => `${number(n)} skipped`,
  countFailed: (n: number) => `${number(n)} failed`,
  countDone: (n: number) => `${number(n)} done`,
  countCancelled: (n: number) => `${number(n)} not done`,
  pause: (title: string) => `Pause “${title}”`,
  resume: (title: string) => `Resume “${title}”`,
  cancel: (title: string) => `Cancel “${title}”`,
  answer: 'Answer…',
  signIn: 'Sign in again',
  tryAgain: 'Try again',
  replaceSkipped: (n: number) => `Replace skipped (${number(n)})`,
  retryFailed: (n: number) => `Retry failed (${number(n)})`,
  showFolder: 'Show folder',
  receipts: (title: string) => `Save the receipts of “${title}”`,
  receiptsSaved: 'The receipts were saved.',
  showItems: (title: string) => `Items of “${title}”`,
  progressOf: (title: string) => `Progress of “${title}”`,
  item: 'Item',
  state: 'State',
  states: {
    waiting: 'Waiting',
    running: 'Running',
    done: 'Done',
    failed: 'Failed',
    skipped: 'Skipped',
    cancelled: 'Cancelled',
  },
  because: (state: string, why: string) => `${state}: ${why}`,
  announce: (title: string, news: string) => `${title}: ${news.replace(/\.$/, '')}.`,
};

export const conflictsEn = {
  there: (n: number, of: number) => {
    if (of === 1) return 'There is already something with this name.';
    if (n === of) return `All ${number(of)} names are already taken.`;
    return `${number(n)} of ${number(of)} names ${n === 1 ? 'is' : 'are'} already taken.`;
  },
  impossible: (n: number) => `${are(n, 'item', 'items')} cannot be done and will fail.`,
  archived: (n: number) =>
    `${n === 1 ? '1 item is archived and fails unless it was restored' : `${number(n)} items are archived and fail unless they were restored`} in the store before.`,
  leftOut: (n: number) => `${are(n, 'item is', 'items are')} left out.`,
  andMore: (n: number) => `and ${number(n)} more`,
  renamed: (n: number) =>
    `${n === 1 ? '1 item gets' : `${number(n)} items get`} another name, because theirs is not possible there.`,
  noRoom: (needed: string, free: string) => `It needs ${needed}, and ${free} are free where it goes.`,
  later: 'Later',
  laterHint: 'Asks again when you press Answer in the list of transfers.',
  left: 'Answer later in the list of transfers.',
  loading: 'Looking at what is there…',
  all: 'For all of them',
  list: 'Names that are already taken',
  name: 'Name',
  incoming: 'New',
  existing: 'There now',
  answer: 'What to do',
  answerFor: (name: string) => `What to do with ${name}`,
  asAll: 'As chosen for all',
  listHint: 'To choose for one only, use its menu, or press Enter on its row.',
  newer: 'newer',
  larger: 'larger',
  overridden: (n: number) => `${are(n, 'item', 'items')} chosen one by one.`,
  useForAll: 'Use the choice for all',
  continue: 'Continue',
  cancelTransfer: 'Cancel transfer',
  replaceWarning: 'What is replaced is lost.',
};

/** No names in here: a lock screen shows them, and some systems read markup in them. */
export const notificationsEn = {
  titles: {
    completed: {
      upload: 'Upload completed',
      download: 'Download completed',
      zip: 'Download completed',
      delete: 'Delete completed',
      copy: 'Copy completed',
      move: 'Move completed',
      rename: 'Rename completed',
    },
    failed: {
      upload: 'Upload failed',
      download: 'Download failed',
      zip: 'Download failed',
      delete: 'Delete failed',
      copy: 'Copy failed',
      move: 'Move failed',
      rename: 'Rename failed',
    },
    asking: {
      upload: 'Upload needs your answer',
      download: 'Download needs your answer',
      zip: 'Download needs your answer',
      delete: 'Delete needs your answer',
      copy: 'Copy needs your answer',
      move: 'Move needs your answer',
      rename: 'Rename needs your answer',
    },
    parked: {
      upload: 'Upload is waiting',
      download: 'Download is waiting',
      zip: 'Download is waiting',
      delete: 'Delete is waiting',
      copy: 'Copy is waiting',
      move: 'Move is waiting',
      rename: 'Rename is waiting',
    },
  } satisfies Record<string, Record<TransferDeed, string>>,
  done: (items: string) => `${items}.`,
  failed: (failed: number, items: string) => `${number(failed)} of ${items} failed.`,
  failedWhole: 'Open the transfers to see why.',
  asking: 'It goes on when you have answered.',
  signIn: 'It goes on when you have signed in again.',
  network: 'There is no connection. Pail keeps trying.',
  person: 'Open the transfers to see what for.',
};

const some = (n: number, of: number, one: string): string =>
  n === of ? (of === 1 ? one : 'They') : `${number(n)} of them`;

/** Asked before Pail quits while transfers are at work. */
export const quitEn = {
  title: (n: number) => `${are(n, 'transfer is', 'transfers are')} under way`,
  goOn: (n: number, of: number) => `${some(n, of, 'It')} ${n === 1 ? 'goes' : 'go'} on when Pail starts again.`,
  goOnSignedIn: (n: number, of: number) =>
    `${some(n, of, 'It')} ${n === 1 ? 'goes' : 'go'} on when Pail starts again and you have signed in.`,
  deletes: (n: number, of: number) =>
    n === of
      ? `${n === 1 ? 'It waits' : 'They wait'} then until you resume ${n === 1 ? 'it' : 'them'}.`
      : `${are(n, 'delete waits', 'deletes wait')} then until you resume ${n === 1 ? 'it' : 'them'}.`,
  notKept: (n: number, of: number) =>
    `${some(n, of, 'It')} could not be remembered and ${n === 1 ? 'does' : 'do'} not go on.`,
  quit: 'Quit',
  stay: 'Keep Pail open',
};
