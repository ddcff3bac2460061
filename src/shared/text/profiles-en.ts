/** The words about profiles as files: what is asked before one comes in, what its own view says of it, what is told. */
import type { ProfileChanges, ProfilePart, ProfileWarning } from '../model/profile-review.ts';

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `2 locations added, 1 removed`; what did not happen is left out. */
function changeWords({ added, removed, changed, parts }: ProfileChanges): string {
  const counts: readonly [number, string][] = [
    [added.length, 'added'],
    [removed.length, 'removed'],
    [changed.length, 'changed'],
  ];
  const told = counts.filter(([count]) => count > 0);
  const locations = told.map(([count, verb], index) =>
    index === 0 ? `${plural(count, 'location', 'locations')} ${verb}` : `${count} ${verb}`,
  );
  if (parts.length > 0) locations.push(locations.length > 0 ? 'other settings' : 'other settings, the same locations');
  return locations.join(', ') || 'nothing that you would notice';
}

const parts: Record<ProfilePart, string> = {
  publisher: 'publisher',
  signIn: 'how you sign in',
  storage: 'where the storage is',
  credentials: 'how keys are had',
  secrets: 'secrets',
  updates: 'where updates come from',
  expiry: 'when it expires',
};

const warnings: Record<ProfileWarning, string> = {
  plainSecrets:
    'This file holds secrets that anybody who has it can read: keep it to yourself. What protects your files is your own sign-in.',
  managedSecrets: 'Everybody who uses this computer can read the secrets in its file.',
  staticKeys: 'It has one key for everybody who has the file. The store cannot tell who did what with it.',
};

export const profilesEn = {
  importTitle: (name: string) => `Import the profile “${name}”?`,
  replaceTitle: (name: string) => `Replace the profile “${name}”?`,
  updateTitle: (name: string) => `Update the profile “${name}”?`,
  managedTitle: (name: string) => `Open the profile “${name}”`,
  managedText: 'It was put on this computer by its administrator, with sealed secrets.',
  updateText: (host: string) =>
    `A newer version was found at ${host}. Nobody signed it: take it only if your administrator told you of it.`,
  signedUpdateText: (host: string) => `A newer version was found at ${host}, with other sealed secrets.`,
  replaceText:
    'You have a profile with this name and sign-in service, with other settings. Replace it only if your administrator gave you the file.',
  linkTitle: 'Get a profile from the internet?',
  linkText: (host: string) =>
    `A link asks Pail to fetch a profile from ${host}. Go on only if your administrator gave you the link.`,
  linkAddress: 'Address',
  fetch: 'Fetch profile',
  fetching: 'Fetching…',
  publisher: 'Publisher',
  notNamed: 'Not named',
  signedBy: 'Signed by',
  notSigned: 'Nobody: anyone could have made this file',
  managedNotSigned: 'Nobody: it counts because this computer’s administrator put it here',
  fingerprint: (digits: string) => digits.replace(/(.{4})(?!$)/g, '$1 '),
  firstKey:
    'From now on Pail takes only versions of this profile that this key has signed. Compare it with what your administrator says.',
  pinnedKey: 'The key that signed the profile that you have.',
  otherKey: (before: string) => `This key takes the place of ${before}, which vouches for it.`,
  from: 'Fetched from',
  revision: 'Revision',
  revisionNumber: (revision: number) => revision.toLocaleString('en'),
  signsIn: 'Sign-in service',
  storage: 'Storage',
  locations: 'Locations',
  describes: (rules: number) => plural(rules, 'location', 'locations'),
  added: 'New locations',
  removed: 'Removed locations',
  changed: 'Changed locations',
  settings: 'Other settings',
  andMore: (count: number) => ` and ${count.toLocaleString('en')} more`,
  parts,
  warnings,
  endsSignIn: 'You will be signed out of it.',
  passphrase: 'Passphrase',
  passphraseHint: 'From your administrator. It opens the secrets of the profile.',
  import: 'Import',
  importing: 'Importing…',
  replace: 'Replace',
  update: 'Update',
  open: 'Open',
  cancel: 'Cancel',
  keep: 'Keep',
  later: 'Not now',
  about: 'About this profile',
  expired: (day: string) =>
    `This profile expired on ${day}. Ask your administrator for a new one and import it. Nobody can sign in with this one.`,
  managedExpired: (day: string) =>
    `This profile expired on ${day}. Ask this computer’s administrator to put a new one in its place. Nobody can sign in with this one.`,
  managed: 'This computer’s administrator manages this profile. You can neither change nor remove it.',
  managedRemove: (name: string) => `“${name}” cannot be removed`,
  managedReason: 'This computer’s administrator manages this profile.',
  expires: 'Expires',
  updates: 'Updates',
  never: 'Never',
  done: 'Done',
  updatesNone: 'None: the profile does not say where they are',
  plainSecrets:
    'Its file holds secrets that anybody who has it can read: do not pass it on. What protects your files is your own sign-in.',
  updatesFrom: (host: string, when: string | null) =>
    when === null ? `From ${host}` : `From ${host}, checked ${when}`,
  updateTrouble: (since: string, why: string) => `Updates could not be checked since ${since}. ${why}`,
  checkNow: 'Check for an update',
  checking: 'Checking…',
  upToDate: (name: string) => `The profile “${name}” is up to date.`,
  usePreviousAsk: 'Use the previous version…',
  usePrevious: 'Use the previous version',
  usePreviousTitle: (name: string) => `Use the previous version of “${name}”?`,
  usePreviousText: (revision: number | null) =>
    `${revision === null ? 'The version before' : `Revision ${revision}`} takes the place of this one. Pail does not offer this one again.`,
  usePreviousSignsOut: 'If you are signed in, you will be signed out of it.',
};

export const profileNoticesEn = {
  imported: (name: string) => `Imported the profile “${name}”.`,
  unchanged: (name: string) => `The profile “${name}” is already there, unchanged.`,
  expired: (name: string) =>
    `The profile “${name}” has expired. What runs goes on, and nobody can sign in with it any more. Ask your administrator for a new one.`,
  updated: (name: string, changes: ProfileChanges) => `Profile “${name}” updated: ${changeWords(changes)}.`,
  updateTrouble: (name: string, why: string) =>
    `Updates of the profile “${name}” could not be checked for a week. ${why}`,
};
