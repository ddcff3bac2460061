import { userInfo } from 'node:os';
import { type Account, MAX_DISPLAY_NAME } from '../identity/account.ts';
import { claimValue, textList } from '../mapping/claims.ts';
import { MAX_INSERTED } from '../mapping/output-checks.ts';
import { shownValue } from '../mapping/unmapped.ts';

/** What the OS calls whoever runs Pail; empty where it has no name for them. */
export function osUserName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === 'uv_os_get_passwd') return '';
    throw error;
  }
}

/** The claims that say who somebody is, by any name. Groups and roles say where somebody belongs. */
const PERSONAL = [
  ...['sub', 'name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
  ...['email', 'phone_number', 'profile', 'picture', 'cognito:username', 'username'],
];

/** Claims that say how a token came about, and where somebody belongs: not what is the person's own. */
const NOT_PERSONAL: ReadonlySet<string> = new Set([
  ...['iss', 'aud', 'token_use', 'jti', 'origin_jti', 'event_id', 'nonce', 'at_hash'],
  ...['cognito:groups', 'cognito:roles', 'cognito:preferred_role'],
]);

/** All that claims say of a person, as {@link personalWords} with what the administrator's own claims say. */
export function claimedWords({ session }: Pick<Account, 'session'>, osUser: string): string[] {
  const own = Object.keys(session.claims).filter((name) => !NOT_PERSONAL.has(name));
  const claimed = own.flatMap((name) => textList(claimValue(session.claims, name)) ?? []);
  return [...personalWords([{ session }], osUser), ...claimed.flatMap(shownForms)];
}

/** The words that name the people who use this Pail: by their claims, which labels may be made of, and by the OS. */
export function personalWords(accounts: readonly Pick<Account, 'session'>[], osUser: string): string[] {
  const claimed = accounts.flatMap(({ session }) =>
    PERSONAL.flatMap((name) => textList(claimValue(session.claims, name)) ?? []),
  );
  // Of an address the part before the @ is a name, too.
  const locals = claimed.filter((word) => word.includes('@')).map((word) => word.slice(0, word.indexOf('@')));
  return [osUser, ...[...claimed, ...locals].flatMap(shownForms)];
}

/** A word as far as it is shown anywhere: whole only where it can be in a location, else its beginning as a name and in a reason. */
function shownForms(word: string): string[] {
  const beginnings = [word.slice(0, MAX_DISPLAY_NAME), shownValue(word).replace(/…$/, '')];
  return word.length > MAX_INSERTED ? beginnings : [word, ...beginnings];
}
