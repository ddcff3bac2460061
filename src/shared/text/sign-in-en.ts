/** Staying signed in, signing out, and what a wrong clock is called. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const counted = (count: number, unit: string): string =>
  `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`;

/** A length of time in the one unit that fits it; `ms` is not negative. */
function length(ms: number): string {
  if (ms < 90 * MINUTE) return counted(Math.max(1, Math.round(ms / MINUTE)), 'minute');
  if (ms < 36 * HOUR) return counted(Math.round(ms / HOUR), 'hour');
  return counted(Math.round(ms / DAY), 'day');
}

export const signInEn = {
  /** How far a clock is off, in ms; positive: it is ahead. */
  clockOffset: (ms: number) => `${length(Math.abs(ms))} ${ms > 0 ? 'ahead' : 'behind'}`,
  pageError:
    'If the page shows an error such as redirect_mismatch, the sign-in service does not know the address that it should come back to: tell your administrator.',
  stay: 'Stay signed in',
  stayHint: 'Pail keeps this sign-in in the keyring of this computer, and asks again when your service ends it.',
  notStaying: 'Your sign-in lasts until you quit Pail.',
  noKeyring: 'This computer has no keyring to keep a sign-in in, or it is locked, so yours lasts until you quit Pail.',
  browserToo: 'Also sign out in the browser',
  browserTooHint: 'Ends what the browser keeps of this sign-in, also for other apps that share it.',
  signedOut: (profile: string) => `Signed out of “${profile}” on this computer.`,
  /** What the service did with its own session. */
  service: {
    revoked: 'The sign-in service has ended the session.',
    'not-offered': 'The sign-in service cannot be told to end the session: it ends there by itself.',
    'nothing-left': 'The sign-in service had nothing to end.',
  },
  /** What became of the browser's session. */
  browser: {
    opened: 'Your browser signs out on the page that Pail has opened.',
    failed: 'Your browser could not be opened: it stays signed in there until its session ends.',
    left: 'Your browser may stay signed in there.',
  },
};
