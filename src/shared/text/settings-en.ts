/** The words of the settings and of the diagnostics. */
import type { Theme } from '../model/settings.ts';
import type { ConflictChoice } from '../model/transfer.ts';

const number = (n: number): string => n.toLocaleString('en');

export const settingsEn = {
  title: 'Settings',
  sections: { appearance: 'Appearance', transfers: 'Transfers', network: 'Network', diagnostics: 'Diagnostics' },
  done: 'Done',
  loading: 'Loading settings…',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
  limits: 'Speed limits',
  uploadLimit: 'Upload, MB/s',
  downloadLimit: 'Download, MB/s',
  noLimit: 'No limit',
  limitError: (least: number, most: number) =>
    `Enter a number from ${number(least)} to ${number(most)}, such as 2 or 2 MB/s. Leave it empty for no limit.`,
  scheduled: 'Other limits at a time of day',
  from: 'From',
  to: 'To',
  scheduleHint: 'Local time, every day. It may pass midnight.',
  scheduleUpload: 'Upload in this time, MB/s',
  scheduleDownload: 'Download in this time, MB/s',
  timeError: 'Enter a time of day, such as 18:30.',
  timesEqual: 'The two times must differ.',
  requestsAtOnce: 'Requests at once',
  requestsHint: (most: number) =>
    `How many requests Pail may send to one storage at the same time, from 1 to ${most}. At ${most}, Pail finds the best number by itself; a lower one makes transfers slower.`,
  requestsError: (most: number) => `Enter a whole number from 1 to ${most}.`,
  onConflict: 'When a name is taken',
  conflicts: {
    ask: ['Ask', 'Show both, and choose for one or for all.'],
    skip: ['Skip', 'What is there stays.'],
    overwrite: ['Replace', 'What is there is lost.'],
    'keep-both': ['Keep both', 'The new one gets another name.'],
    newer: ['Replace if newer', 'Files that are not newer than what is there are skipped.'],
    different: ['Replace if different', 'Files whose content is the same as what is there are skipped.'],
  } satisfies Record<ConflictChoice, readonly [label: string, hint: string]>,
  downloadFolder: 'Download to',
  askEachTime: 'Ask each time',
  chooseFolder: 'Choose folder…',
  emptyFolders: 'Upload empty folders, too',
  emptyFoldersHint: 'S3 knows no folders: each empty one becomes an object of 0 bytes that marks it.',
  proxy: 'Proxy',
  proxies: {
    system: ['As the system', 'What the system has set for the store, scripts included.'],
    none: ['None', 'Straight to the store.'],
    manual: ['This one', ''],
  } as const,
  proxyAddress: 'Address of the proxy',
  proxyPlaceholder: 'http://proxy.example.org:3128',
  proxyError: 'Enter http:// or https://, a host and a port, without a user or a password.',
  proxyScope: 'For requests to stores. Signing in goes straight, and a store on this computer has no proxy.',
  certificates: 'Certificate authorities',
  certificatesScope:
    'Trusted besides those of the system and of profiles, for requests to stores that go straight. Where a proxy is used, the system must trust them.',
  noCertificates: 'None besides the usual ones',
  certificateFile: (file: string, count: number) =>
    `${file}, ${number(count)} ${count === 1 ? 'certificate' : 'certificates'}`,
  chooseCertificates: 'Choose file…',
  clear: 'Clear',
};

/** How far a store's clock may be off before it is worth a word, in ms. */
const CLOCK_MS = 1000;

export const diagnosticsEn = {
  loading: 'Asking the stores…',
  copy: 'Copy diagnostics',
  copyHint: 'Without names, paths or secrets, to be sent to whoever helps you.',
  exportQuirks: 'Copy for the profile',
  exportHint:
    'What is copied for the profile is how a store is treated: an administrator can put it there as storage.quirks.',
  pail: 'Pail',
  build: 'Build',
  electron: 'Electron',
  chrome: 'Chromium',
  node: 'Node',
  os: 'System',
  secrets: 'Secrets',
  secretStorage: { keyring: 'In the keyring of the system', memory: 'In memory, until Pail quits' },
  engine: 'Engine',
  engineDown: 'Not running',
  engineEnd: 'Its last end',
  exitCode: (code: number) => `Exit code ${code}`,
  transfers: 'Transfers',
  othersWait: 'Transfers of another account wait on this computer until it signs in again',
  engineRunning: (pid: number | null, since: string, restarts: number) =>
    `Process ${pid ?? 'not known'}, since ${since}, ${restarts === 0 ? 'never restarted' : `restarted ${number(restarts)} ${restarts === 1 ? 'time' : 'times'}`}`,
  locations: 'Locations',
  noLocations: 'Sign in to see what is known about your stores.',
  host: 'Host',
  provider: 'Store',
  unknownProvider: 'Not known',
  decidedBy: 'Known by',
  decided: {
    profile: 'The profile, which says everything',
    endpoint: 'The name of its host',
    probe: 'Its answer to a harmless request',
    default: 'Nothing: it is treated with care',
  },
  clock: 'Clock',
  clockOf: (host: string) => `Clock of ${host}`,
  clockSkew: (ms: number) =>
    Math.abs(ms) < CLOCK_MS
      ? 'As this computer, as far as known'
      : `${number(Math.round(Math.abs(ms) / CLOCK_MS))} s ${ms > 0 ? 'ahead' : 'behind'}`,
  quirks: 'Treated as',
  noQuirks: 'Any other store',
  quirk: (name: string, value: string, fromProfile: boolean) => `${name}: ${value}${fromProfile ? ' (profile)' : ''}`,
  failed: 'Not known',
};
