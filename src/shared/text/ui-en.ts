/** The words of the window: titles, labels, empty and error states, by feature. Counts come in already worded. */
import { accessEn } from './access-en.ts';
import { bucketsEn } from './buckets-en.ts';
import { copyEn } from './copy-en.ts';
import { dragOutEn } from './drag-out-en.ts';
import { explorerEn } from './explorer-en.ts';
import { profilesEn } from './profiles-en.ts';
import { propertiesEn } from './properties-en.ts';
import { diagnosticsEn, settingsEn } from './settings-en.ts';
import { sheetsEn } from './sheets-en.ts';
import { conflictsEn, transfersEn } from './transfers-en.ts';
import { unfinishedEn } from './unfinished-en.ts';

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** How dates and numbers are written; the words around them are below. */
export const LOCALE = 'en-GB';

export const uiEn = {
  engine: {
    down: 'The part of Pail that talks to the store stopped several times in a row, and was not started again. What you see is what was last known; transfers that had begun wait, and go on from where they were.',
    openDiagnostics: 'Open diagnostics',
    startAgain: 'Start again',
    lost: (n: number) =>
      n === 1
        ? '1 transfer that could not be kept on the disk is lost: start it again if you still need it.'
        : `${n.toLocaleString('en')} transfers that could not be kept on the disk are lost: start them again if you still need them.`,
  },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    copyDetails: 'Copy details',
    copied: 'Copied',
    details: 'Details',
    tryAgain: 'Try again',
    dismiss: 'Dismiss',
    more: 'More',
    notifications: 'Notifications',
    withShortcut: (label: string, keys: string) => `${label} (${keys})`,
    about: (label: string, value: string) => `${label}: ${value}`,
    list: (parts: readonly string[]) => parts.join(', '),
    dotted: (parts: readonly string[]) => parts.join(' · '),
    quoted: (name: string) => `“${name}”`,
    ofPerson: (place: string, person: string) => `${place} (${person})`,
    windowTitle: (place: string, app: string) => `${place} – ${app}`,
  },
  format: {
    byteUnits: ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const,
    exactBytes: (n: number) => plural(n, 'byte', 'bytes'),
    perSecond: (size: string) => `${size}/s`,
    percent: (n: number) => `${n} %`,
    today: (time: string) => `Today ${time}`,
    yesterday: (time: string) => `Yesterday ${time}`,
    dateAndTime: (date: string, time: string) => `${date}, ${time}`,
    none: '—',
    noneSpoken: 'not known',
    lessThanAMinute: 'less than a minute',
    aboutSeconds: (n: number) => `about ${plural(n, 'second', 'seconds')}`,
    minutes: (n: number) => plural(n, 'minute', 'minutes'),
    hours: (n: number) => plural(n, 'hour', 'hours'),
    days: (n: number) => plural(n, 'day', 'days'),
  },
  failure: {
    code: 'Code',
    requestId: 'Request id',
    httpStatus: 'HTTP status',
    reason: 'Answer',
    subject: 'About',
    path: 'Place',
    found: 'Found',
    expected: 'Expected',
    asked: 'Asked',
    version: 'Pail',
  },
  crash: {
    title: 'This window stopped working',
    body: 'Something in Pail’s window went wrong. Transfers go on. Load the window again to continue.',
    reload: 'Load the window again',
  },
  welcome: {
    steps: [
      ['Import a profile', 'Your administrator gives it to you: one file that ends in .pail.'],
      ['Sign in', 'In your browser, the way you always do.'],
      ['Open your files', 'The places that are for you are in the sidebar.'],
    ],
    drop: 'Drop a .pail file anywhere in this window.',
    dropNow: 'Drop to import the profile',
  },
  signIn: {
    signIn: 'Sign in',
    publisher: 'Publisher',
    unknownPublisher: 'Not named',
    issuer: 'Sign-in service',
    asks: 'What happens',
    asksText: (rules: number) =>
      `Pail opens your browser, where you sign in with this service. Pail never sees your password. The profile then gives you the places that are for you, out of ${plural(rules, 'place', 'places')} it describes.`,
    preparing: 'Opening your browser…',
    waiting: 'Finish signing in in your browser',
    waitingAt: 'The page is at',
    expires: (left: string) => `Pail waits ${left} more.`,
    exchanging: 'Signing you in…',
    copyAddress: 'Copy address',
    pasteQuestion: 'Browser did not come back?',
    pasteLabel: 'Paste the final address',
    pasteHint: 'Copy the whole address from your browser.',
    pasteUse: 'Use address',
    failedTitle: 'Sign-in did not work',
    endedTitle: 'Please sign in again',
    endedText: 'The sign-in service has ended the sign-in that Pail had kept.',
    notByTrying: 'Trying again will not help until then.',
    fromPublisher: (publisher: string) =>
      `The profile comes from ${publisher}. Trying again will not help until something changes there.`,
    secretsTitle: 'This profile needs a secret',
    secretsText:
      'This computer has no keyring to keep it in, or it is locked, so Pail asks again each time it starts. Open the file of the profile again, or type what your administrator gave you.',
    secretRefusedTitle: 'You have another secret?',
    secretRefusedText: 'If you were given one for this profile, type it here. Otherwise import a new profile.',
    clientSecret: 'Client secret',
    encryptionKey: 'Encryption key',
    secretKey: (id: string) => `Secret key for “${id}”`,
    sessionToken: (id: string) => `Session token for “${id}”`,
    provide: 'Continue',
    signedInAs: (name: string) => `Signed in as ${name}`,
    noLocations: 'This profile gives you no places. Ask your administrator.',
    expiredTitle: 'Your sign-in has ended.',
    expiredText: 'What you see stays, but nothing can be loaded until you sign in again.',
    signInAgain: 'Sign in again',
    show: 'Show sign-in',
  },
  sidebar: {
    name: 'Places',
    accountTitle: (person: string, profile: string) => `${person} · ${profile}`,
    accountMenu: (person: string) => `Account ${person}`,
    locationsOf: (person: string) => `Locations of ${person}`,
    profiles: 'Profiles',
    readOnly: 'Read-only for you',
    sharedKey: 'Shared key: everybody with this profile uses the same one',
    local: 'Local: a store on this computer, over plain http',
    missing: 'What is missing, and why',
    noLocations: 'No places for you',
    expired: 'Sign-in ended',
    resize: 'Sidebar width',
    dropHere: 'Import profile',
    onlyProfiles: 'Only .pail files can be dropped here. Drop files on a location or on the list to upload them.',
    profileAmong: 'A profile can hold secrets: drop it without other files to import it.',
    outOfReach: 'Cannot be reached at the moment',
    localTag: 'local',
  },
  explorer: explorerEn,
  kinds: {
    folder: 'Folder',
    file: 'File',
    named: (extension: string) => extension.toUpperCase(),
    known: {
      doc: 'Word',
      docx: 'Word',
      xls: 'Excel',
      xlsx: 'Excel',
      ppt: 'PowerPoint',
      pptx: 'PowerPoint',
      txt: 'Text',
      md: 'Markdown',
      jpg: 'JPEG',
      jpeg: 'JPEG',
      tif: 'TIFF',
      gz: 'Gzip',
      tgz: 'Gzip',
      js: 'JavaScript',
      ts: 'TypeScript',
      py: 'Python',
      sh: 'Shell script',
      htm: 'HTML',
      yml: 'YAML',
    } as Readonly<Record<string, string>>,
  },
  sheets: sheetsEn,
  transfers: transfersEn,
  conflicts: conflictsEn,
  copy: copyEn,
  properties: propertiesEn,
  dragOut: dragOutEn,
  access: accessEn,
  buckets: bucketsEn,
  settings: settingsEn,
  diagnostics: diagnosticsEn,
  unfinished: unfinishedEn,
  profiles: profilesEn,
};
