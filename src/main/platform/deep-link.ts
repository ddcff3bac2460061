/** What a deep link may be. Pure: everything that comes from outside is judged here, before anything acts on it. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSecureAddress } from '../../shared/model/profile/fields.ts';

/** Longest link that is looked at, in characters; codes of Cognito are below 100. */
export const MAX_DEEP_LINK = 4096;

/** Longest address of a profile in a link, in characters: as in a profile. */
const MAX_PROFILE_ADDRESS = 2048;

const CALLBACK_PARAMETERS = new Set(['code', 'state', 'error', 'error_description', 'iss']);

/** The answer of the sign-in page, in RFC 6749's parameters. */
export interface CallbackParameters {
  readonly state: string;
  /** The query as it came, with the leading `?`. */
  readonly search: string;
}

export type DeepLink =
  | { readonly kind: 'callback'; readonly callback: CallbackParameters }
  /** The end of a browser sign-out: nothing to do but to come to the front. */
  | { readonly kind: 'logout' }
  /** Where somebody says that a profile is. Nobody has said yes to it. */
  | { readonly kind: 'profile'; readonly url: URL }
  /** `isOfProfile`: it was meant to bring a profile, and not the answer of a sign-in. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isOfProfile: boolean };

const refused = (reason: string, isOfProfile = false): DeepLink => ({ kind: 'refused', reason, isOfProfile });

/** The parameters of a callback query, or why they are refused. */
export function parseCallbackSearch(search: string): CallbackParameters | { readonly refused: string } {
  if (search.length > MAX_DEEP_LINK) return { refused: 'too long' };
  const seen = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(search)) {
    if (!CALLBACK_PARAMETERS.has(name)) return { refused: 'unknown parameter' };
    if (seen.has(name)) return { refused: 'repeated parameter' };
    seen.set(name, value);
  }
  const state = seen.get('state');
  if (!state) return { refused: 'no state' };
  if (seen.has('code') === seen.has('error')) return { refused: 'neither a code nor an error' };
  return { state, search };
}

/** What `new URL` would take away or put right, and no sign-in service sends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const UNUSUAL = /[\u0000-\u0020\u007f\\]/;
/** The places that links may lead to, as they are written: `auth/x/../callback` and `@profile` come to the same and are not them. */
const SPELLINGS = {
  callback: /^[^:]+:\/\/auth\/callback\?/,
  logout: /^[^:]+:\/\/auth\/logout(\?|$)/,
  profile: /^[^:]+:\/\/profile\?/,
};

/**
 * A scheme, a host without a user, and what follows. Exact, as a person is shown its host: what `new URL` would mend, such as a slash
 * more or an `@` with nothing before it, is not what was written.
 */
const EXACT_ADDRESS = /^https?:\/\/[\x21-\x2e\x30-\x3e\x41-\x7e]+(?:[/?][\x21-\x7e]*)?$/;

/** The one parameter of `…://profile?url=`: an address that profiles may be fetched from. */
function parseProfileLink({ pathname, searchParams }: URL, raw: string): DeepLink {
  if (pathname !== '' || !SPELLINGS.profile.test(raw)) return refused('unknown path', true);
  const parameters = [...searchParams];
  const [[name, value] = []] = parameters;
  if (parameters.length !== 1 || name !== 'url' || value === undefined) return refused('not one address', true);
  if (value.length > MAX_PROFILE_ADDRESS) return refused('too long', true);
  if (!EXACT_ADDRESS.test(value) || /[\\#]/.test(value)) return refused('no safe address', true);
  return isSecureAddress(value) ? { kind: 'profile', url: new URL(value) } : refused('no safe address', true);
}

/**
 * Judges one link. Exact on purpose: `new URL` does not lower-case the host of a private scheme, and `pail://auth` is not
 * `pail://auth/`.
 */
export function parseDeepLink(raw: string, scheme: string): DeepLink {
  if (raw.length > MAX_DEEP_LINK) return refused('too long');
  if (!URL.canParse(raw)) return refused('not an address');
  const url = new URL(raw);
  if (url.protocol !== `${scheme}:`) return refused('another scheme');
  if (UNUSUAL.test(raw)) return refused('not an address');
  // Of a `#` with nothing behind it `new URL` says nothing.
  if (url.username || url.password || url.port || raw.includes('#')) return refused('more than an address');
  if (url.host === 'profile') return parseProfileLink(url, raw);
  if (url.host !== 'auth') return refused('unknown host');
  if (SPELLINGS.logout.test(raw)) return { kind: 'logout' };
  if (!SPELLINGS.callback.test(raw)) return refused('unknown path');
  const callback = parseCallbackSearch(url.search);
  return 'refused' in callback ? refused(callback.refused) : { kind: 'callback', callback };
}

/**
 * The link among the arguments of a process, judged; `null` if there is none. The OS hands over one at a time: of several at once
 * somebody has added one, and nobody can tell which.
 */
export function linkAmong(argv: readonly string[], scheme: string): DeepLink | null {
  const links = argv.filter((argument) => argument.toLowerCase().startsWith(`${scheme}:`));
  const [link] = links;
  if (link === undefined) return null;
  return links.length === 1 ? parseDeepLink(link, scheme) : refused('more than one link');
}

/** An address, as distinct from a path: a drive of Windows has one letter before its colon. */
const ADDRESS = /^[a-z][a-z0-9+.-]+:/i;

/** What file managers of Linux write for a file of this computer; one of another host has that between the slashes. */
const LOCAL_FILE = /^file:\/\/\//i;

/** The path that a `file:` address means; `null` where it means none. */
function pathOf(address: string): string | null {
  try {
    const file = fileURLToPath(address);
    return file.includes('\0') ? null : file;
  } catch {
    // A slash in disguise, or signs that are no text: no path can be told from it, so it is no file.
    return null;
  }
}

/**
 * The files among the arguments of a process: paths, and `file:` addresses of this computer. Switches and other addresses are never
 * files. Whether one is a profile its content says, as with one that is dropped.
 */
export function filesIn(argv: readonly string[]): string[] {
  return argv
    .map((argument) => (LOCAL_FILE.test(argument) ? pathOf(argument) : argument))
    .filter((file) => file !== null)
    .filter((file) => file !== '' && !file.startsWith('-') && !ADDRESS.test(file));
}

/** The arguments behind the one that is the folder of the app, which all of an app in its package are; `appFolder` is absolute. */
export function behindApp(argv: readonly string[], appFolder: string, workingDirectory: string): readonly string[] {
  return argv.slice(argv.findIndex((argument) => path.resolve(workingDirectory, argument) === appFolder) + 1);
}
