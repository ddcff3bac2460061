/** Every word that Pail shows, in English. Plain sentences, sentence case, no exclamation marks. */
import type { ErrorCode, FailureDetail } from '../errors.ts';
import { aboutEn } from './about-en.ts';
import { errorsEn } from './errors-en.ts';
import { mappingEn } from './mapping-en.ts';
import { profileNoticesEn, profilesEn } from './profiles-en.ts';
import { signInEn } from './sign-in-en.ts';
import { notificationsEn, quitEn } from './transfers-en.ts';
import { uiEn } from './ui-en.ts';
import { zipEn } from './zip-en.ts';

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `2026-11-28-1824`, by the local clock: for names of files. */
function stamp(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}-${two(at.getHours())}${two(at.getMinutes())}`;
}

export const en = {
  about: aboutEn,
  zip: zipEn,
  signIn: signInEn,
  app: {
    name: 'Pail',
    tagline: 'Your files in S3, with your own sign-in. No keys needed.',
    about: 'About Pail',
    quit: 'Quit Pail',
    startFailed: 'Pail could not start',
  },
  counts: {
    items: (n: number) => plural(n, 'item', 'items'),
    objects: (n: number) => plural(n, 'object', 'objects'),
    folders: (n: number) => plural(n, 'folder', 'folders'),
    transfers: (n: number) => plural(n, 'transfer', 'transfers'),
    files: (n: number) => plural(n, 'file', 'files'),
  },
  commands: {
    labels: {
      importProfile: 'Import profile…',
      open: 'Open',
      showInFolder: 'Show in its folder',
      uploadFiles: 'Upload files…',
      uploadFolder: 'Upload folder…',
      download: 'Download…',
      downloadZip: 'Download as ZIP…',
      newFolder: 'New folder…',
      calculateSize: 'Calculate size',
      rename: 'Rename…',
      copyTo: 'Copy to…',
      moveTo: 'Move to…',
      cut: 'Cut items',
      copy: 'Copy items',
      paste: 'Paste items',
      duplicate: 'Duplicate',
      copyAddress: 'Copy address',
      properties: 'Properties…',
      unfinishedUploads: 'Unfinished uploads…',
      delete: 'Delete…',
      selectAll: 'Select all',
      stop: 'Stop loading',
      clearSelection: 'Clear selection',
      filter: 'Filter this folder',
      clearFilter: 'Clear filter',
      back: 'Back',
      forward: 'Forward',
      up: 'Enclosing folder',
      refresh: 'Refresh',
      showBelow: 'Show everything below',
      toggleTransfers: 'Show transfers',
      pauseAll: 'Pause all transfers',
      resumeAll: 'Resume all transfers',
      doFirst: 'Do this transfer first',
      openSettings: 'Settings…',
      showAccess: 'What can I see, and why…',
      signOut: 'Sign out',
      aboutProfile: 'About this profile…',
      removeProfile: 'Remove profile…',
    },
    reasons: {
      noLocation: 'Open a location first.',
      nothingSelected: 'Select something first.',
      nothingCopied: 'Copy or cut something first.',
      selectOne: 'Select one item first.',
      atMostOne: 'Select one item, or none for this folder.',
      notBelow: 'Its folder is the one that you see.',
      notLoading: 'Nothing is loading.',
      notFiltered: 'There is no filter.',
      nothingHere: 'This folder is empty.',
      noHistory: 'There is nowhere to go.',
      atTop: 'This is the top of the location.',
      signedOut: 'Nobody is signed in.',
      noProfile: 'There is no profile.',
      managed: profilesEn.managedReason,
      nothingRuns: 'No transfer is running.',
      nothingRests: 'No transfer is paused or waiting.',
      noTransferChosen: 'Choose a transfer that has not ended.',
      sheetOpen: 'Answer the open question first.',
      notAllowed: {
        list: 'Your profile does not let you list here.',
        read: 'Your profile does not let you download from here.',
        write: 'This location is read-only for you.',
        delete: 'Your profile does not let you delete here.',
        share: 'Your profile does not let you share from here.',
      },
    },
    menus: { file: '&File', edit: '&Edit', go: '&Go', view: '&View', account: '&Account', help: '&Help' },
  },
  dialogs: {
    importProfile: 'Import profile',
    profileFiles: 'Pail profiles',
    allFiles: 'All files',
    uploadFiles: 'Upload files',
    uploadFolders: 'Upload folders',
    adoptFile: 'Choose the file that was being uploaded',
    downloadTo: 'Download to',
    upload: 'Upload',
    download: 'Download here',
    saveReceipts: 'Save the receipts',
    receiptsFile: (at: Date) => `receipts-${stamp(at)}.csv`,
    downloadFolder: 'Folder for downloads',
    certificates: 'Certificate authorities',
    certificateFiles: 'Certificates',
    choose: 'Choose',
  },
  mapping: mappingEn,
  callbackPage: {
    title: 'Back to Pail',
    done: 'You can close this tab and return to Pail.',
    refused: 'Pail did not expect this. Start the sign-in in Pail again.',
  },
  notices: {
    profiles: profileNoticesEn,
    profileLinkRefused:
      'A link to a profile was refused: Pail fetches profiles from one https address without a name or password in it. Nothing was fetched. Ask your administrator for the right link, or for the file.',
    linkRefused:
      'A link to Pail was refused: it is not one that Pail asked for. Nothing was changed. If you were signing in, start again in Pail.',
    engineRestarted: (interrupted: number) => {
      const said = 'The part of Pail that talks to the store stopped and was started again.';
      if (interrupted === 0) return said;
      return interrupted === 1
        ? `${said} 1 transfer was under way: it goes on where it was.`
        : `${said} ${interrupted.toLocaleString('en')} transfers were under way: they go on where they were.`;
    },
    settingsReset: (file: string) =>
      `The settings could not be read. They were set aside as ${file}, and Pail started with its defaults.`,
  },
  notifications: notificationsEn,
  quit: quitEn,
  ui: uiEn,
  errors: errorsEn satisfies Record<ErrorCode, (detail: FailureDetail) => string>,
};
