/** What a person can set, and what follows from it. Preferences only: no secret is among them. */

import type { ConflictChoice } from './transfer.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Bytes per second for all transfers together; `null` where there is no limit. */
export type Limit = number | null;
/** Slower than this a request may not end before the store gives up on it. */
export const MIN_LIMIT_BYTES = 10_000;
export const MAX_LIMIT_BYTES = 10_000_000_000;

/** Other limits for a time of each day. Times are local, `HH:MM` from 00:00 to 23:59, and differ; it may pass midnight. */
export interface LimitSchedule {
  readonly from: string;
  readonly to: string;
  readonly uploadLimit: Limit;
  readonly downloadLimit: Limit;
}

export const MAX_REQUESTS_AT_ONCE = 64;

/** How stores are reached. `address` is `http[s]://host:port`, without a user, a password or a path. */
export type ProxySettings =
  | { readonly mode: 'system' }
  | { readonly mode: 'none' }
  | { readonly mode: 'manual'; readonly address: string };

/** A file of certificate authorities, by its name, and how many certificates it holds. */
export interface CertificateFile {
  readonly file: string;
  readonly count: number;
}

/** Most bytes that a file of certificate authorities may have. */
export const MAX_CERTIFICATES_BYTES = 1_048_576;

export interface Settings {
  readonly theme: Theme;
  readonly uploadLimit: Limit;
  readonly downloadLimit: Limit;
  readonly schedule: LimitSchedule | null;
  /**
   * Most requests at a time to one store, from 1; how many it really bears is found out. At {@link MAX_REQUESTS_AT_ONCE}, which
   * is as good as no limit, what somebody waits for before the screen may go a few beyond it.
   */
  readonly requestsAtOnce: number;
  readonly onConflict: ConflictChoice;
  /** Where downloads go, absolute; `null`: asked each time. */
  readonly downloadFolder: string | null;
  /** Empty folders of an upload become markers (objects of 0 bytes), so that they are there afterwards. */
  readonly emptyFolders: boolean;
  readonly proxy: ProxySettings;
  /** Trusted besides the usual ones and those of profiles. */
  readonly certificateAuthorities: CertificateFile | null;
}

/** What the window may set by itself: paths and files are chosen in dialogs of the OS. */
export type SettingsChange = Partial<Omit<Settings, 'downloadFolder' | 'certificateAuthorities'>>;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  uploadLimit: null,
  downloadLimit: null,
  schedule: null,
  requestsAtOnce: MAX_REQUESTS_AT_ONCE,
  onConflict: 'ask',
  downloadFolder: null,
  emptyFolders: true,
  proxy: { mode: 'system' },
  certificateAuthorities: null,
};

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes since midnight of a time `HH:MM`; `null` for what is none. */
export function minutesOf(time: string): number | null {
  const [, hours, minutes] = TIME.exec(time) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** True for a schedule that says something: two times, not the same. */
export function isSchedule({ from, to }: Pick<LimitSchedule, 'from' | 'to'>): boolean {
  return minutesOf(from) !== null && minutesOf(to) !== null && from !== to;
}

/** Which limits hold, and until when (ms since 1970 UTC): `null` where the time of day changes nothing. */
export interface LimitsNow {
  readonly uploadLimit: Limit;
  readonly downloadLimit: Limit;
  readonly until: number | null;
}

/** The limits that hold at a time. `date` counts as local time. */
export function limitsAt(
  settings: Pick<Settings, 'uploadLimit' | 'downloadLimit' | 'schedule'>,
  date: Date,
): LimitsNow {
  const { schedule } = settings;
  const from = schedule && minutesOf(schedule.from);
  const to = schedule && minutesOf(schedule.to);
  if (!schedule || from === null || to === null || from === to) return { ...limitsOf(settings), until: null };
  const now = date.getHours() * 60 + date.getMinutes();
  const within = from < to ? from <= now && now < to : from <= now || now < to;
  return { ...limitsOf(within ? schedule : settings), until: nextTime(within ? to : from, date) };
}

function limitsOf({ uploadLimit, downloadLimit }: Pick<LimitSchedule, 'uploadLimit' | 'downloadLimit'>) {
  return { uploadLimit, downloadLimit };
}

/** When it is next so many minutes after midnight by the local clock, which days with a change of the clock may not be. */
function nextTime(minutes: number, after: Date): number {
  const onDay = (days: number): number =>
    new Date(after.getFullYear(), after.getMonth(), after.getDate() + days, 0, minutes).getTime();
  const today = onDay(0);
  return today > after.getTime() ? today : onDay(1);
}

/** The proxy's address as it is kept: `scheme://host:port`. `null` for what is no address of a proxy. */
export function proxyAddress(text: string): string | null {
  const [, scheme, host, port] = /^(https?):\/\/([^/?#@\s]+):(\d{1,5})\/?$/i.exec(text.trim()) ?? [];
  if (scheme === undefined || host === undefined || port === undefined) return null;
  // Not by its `port`, which is empty where it is the scheme's own.
  const address = `${scheme.toLowerCase()}://${host.toLowerCase()}:${Number(port)}`;
  if (!URL.canParse(address) || Number(port) < 1) return null;
  // Chromium reads lists here, and rules for schemes: a host that is none could say more than one proxy.
  const { hostname } = new URL(address);
  return /^(\[[\da-f:.]+\]|[a-z\d]([a-z\d.-]*[a-z\d])?)$/.test(hostname) && hostname === host.toLowerCase()
    ? address
    : null;
}
