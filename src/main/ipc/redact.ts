/** What of a text must not go to others with it. */
export interface PrivateWords {
  /** The home folder of the person who runs Pail. */
  readonly home: string;
  /** Names and addresses of people. */
  readonly names: readonly string[];
}

/** Nothing of this kind should be in a text for others; where it is, its form gives it away. */
const SECRET_FORMS: readonly RegExp[] = [
  // A token, or the beginning of one.
  /\beyJ[\w-]{8,}[\w.-]*/g,
  // Ids of AWS keys.
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g,
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  // The password, and the user, of an address.
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
];

const REMOVED = '[removed]';
const NAME = '[name]';

/** The text for others: the home folder as `~`, names of people and what looks like a secret taken out. */
export function redacted(text: string, { home, names }: PrivateWords): string {
  let result = text;
  for (const form of SECRET_FORMS) result = result.replace(form, REMOVED);
  // Of one character a name would take every text apart; so would a home that is the root.
  const homes = [home, home.replaceAll('\\', '/')].filter((one) => one.length > 1);
  for (const one of homes) result = replaceWord(result, one, '~');
  // A longer name first: it may hold a shorter one.
  const known = [...new Set(names)].filter((name) => name.trim().length > 1).sort((a, b) => b.length - a.length);
  for (const name of known) result = replaceWord(result, name, NAME);
  return result;
}

/** Replaces what stands for itself, not what is part of a longer word, whatever its case. */
function replaceWord(text: string, word: string, by: string): string {
  const escaped = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu'), by);
}
