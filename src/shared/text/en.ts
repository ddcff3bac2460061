/** Every word that Pail shows, in English. Plain sentences, sentence case, no exclamation marks. */
import type { ErrorCode, FailureDetail } from '../errors.ts';
import { errorsEn } from './errors-en.ts';
import { uiEn } from './ui-en.ts';

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const en = {
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
      newFolder: 'New folder…',
      calculateSize: 'Calculate size',
      delete: 'Delete…',
      selectAll: 'Select all',
      stop: 'Stop loading',
      clearSelection: 'Clear selection',
      filter: 'Filter this folder',
      back: 'Back',
      forward: 'Forward',
      up: 'Enclosing folder',
      refresh: 'Refresh',
      showBelow: 'Show everything below',
      toggleTransfers: 'Show transfers',
      signOut: 'Sign out',
      removeProfile: 'Remove profile…',
    },
    reasons: {
      noLocation: 'Open a location first.',
      nothingSelected: 'Select something first.',
      selectOne: 'Select one item first.',
      notBelow: 'Its folder is the one that you see.',
      notLoading: 'Nothing is loading.',
      nothingHere: 'This folder is empty.',
      noHistory: 'There is nowhere to go.',
      atTop: 'This is the top of the location.',
      signedOut: 'Nobody is signed in.',
      noProfile: 'There is no profile.',
      sheetOpen: 'Answer the open question first.',
      notAllowed: {
        list: 'Your profile does not let you list here.',
        read: 'Your profile does not let you download from here.',
        write: 'This location is read-only for you.',
        delete: 'Your profile does not let you delete here.',
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
    downloadTo: 'Download to',
    upload: 'Upload',
    replaceTitle: (name: string) => `Replace the profile “${name}”?`,
    replaceDetail:
      'This file has the same name and sign-in service as a profile that you have, and other settings. Replace it only if your administrator gave you the file. You will be signed out of it.',
    replace: 'Replace',
    keep: 'Keep',
    download: 'Download here',
  },
  mapping: {
    missingClaim: (claim: string) => `Your sign-in has no “${claim}”.`,
    ruleNotMet: (rule: string) => `It is for people whose ${rule}.`,
    badValue: (field: string, value: string, why: string) => `Its ${field} would be “${value}”, and ${why}.`,
    noItems: (claim: string) => `None of your “${claim}” match.`,
    noCredentials: 'No credentials in the profile are for you.',
    tooManyItems: (claim: string, max: number) => `Your “${claim}” has more than ${max} values.`,
  },
  callbackPage: {
    title: 'Back to Pail',
    done: 'You can close this tab and return to Pail.',
    refused: 'Pail did not expect this. Start the sign-in in Pail again.',
  },
  notices: {
    linkRefused: 'A link to Pail was refused: it is not one that Pail asked for.',
    profileImported: (name: string) => `Imported the profile “${name}”.`,
    engineStopped:
      'The part of Pail that talks to the store stopped several times. It starts again with the next thing that you open. If this goes on, copy the details and tell your administrator.',
    engineRestarted: 'The part of Pail that talks to the store stopped and was started again. Running transfers ended.',
    settingsReset: (file: string) =>
      `The settings could not be read. They were set aside as ${file}, and Pail started with its defaults.`,
  },
  ui: uiEn,
  errors: errorsEn satisfies Record<ErrorCode, (detail: FailureDetail) => string>,
};
