/**
 * What a mapped value must be before anything is done with it: the mapping's last wall, for any claims. Each check stands for
 * itself, and none is implied by the others; `mapping-properties.test.ts` takes each away and expects to see it missed.
 */
import type { MappedField } from '../../shared/model/explanation.ts';
import { BUCKET_CHECKS } from '../../shared/model/profile/bucket-name.ts';
import { text } from '../../shared/text/index.ts';
import { shownValue, Unmapped } from './unmapped.ts';

/** Most characters of a claim's value that is inserted, before its filters: more than any name or path that people have. */
export const MAX_INSERTED = 1024;
/** Most bytes of a prefix in UTF-8: a key has 1,024, and names below the prefix need some. */
export const MAX_PREFIX_BYTES = 900;
/** Most characters of a label. */
export const MAX_LABEL = 200;

/** Control characters, line and paragraph ends, marks that turn text around, and halves of characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\p{Cs}]/u;

/** True where the value may stay. */
type Check = (value: string) => boolean;

/** A value has a length that can be handled, whatever the token holds. */
const insertedLength: Check = (value) => value.length <= MAX_INSERTED;

/** An inserted value stays in its folder. Not asked where the profile says `|path`. */
const insertedSlash: Check = (value) => !value.includes('/');

/** A value that goes into a prefix or a role brings no wildcard into the policies that are made of those. */
const insertedWildcard: Check = (value) => !/[*?]/.test(value);

/** A prefix is empty, or segments that each end with `/`, none of them `.`, `..` or empty. */
const prefixSegments: Check = (value) => {
  if (value === '') return true;
  const segments = value.split('/');
  return segments.pop() === '' && segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
};

const prefixLength: Check = (value) => new TextEncoder().encode(value).length <= MAX_PREFIX_BYTES;

const prefixCharacters: Check = (value) => !UNSEEN.test(value);

/** Looked for in the whole prefix: `$` may come from the profile and `{` from a claim. */
const prefixVariable: Check = (value) => !value.includes('${');

/** A role's ARN, in any partition and for stores without accounts. Has no wildcards and no variables. */
const roleArn: Check = (value) => /^arn:[a-z0-9-]+:iam::[0-9A-Za-z-]*:role\/[\w+=,.@/-]{1,512}$/.test(value);

const labelLength: Check = (value) => value.length <= MAX_LABEL;

/** A label is one line of text that reads as it is written. */
const labelCharacters: Check = (value) => !UNSEEN.test(value);

/** Every check by its name, which is also what refuses in an explanation. */
export const OUTPUT_CHECKS = {
  insertedLength,
  insertedSlash,
  insertedWildcard,
  ...BUCKET_CHECKS,
  prefixSegments,
  prefixLength,
  prefixCharacters,
  prefixVariable,
  roleArn,
  labelLength,
  labelCharacters,
} satisfies Record<keyof typeof text.mapping.checks, Check>;

export type OutputChecks = Readonly<Record<keyof typeof OUTPUT_CHECKS, Check>>;
type CheckName = keyof OutputChecks;

/** Which checks the whole value of a field must pass. */
const FIELD_CHECKS: Readonly<Record<MappedField, readonly CheckName[]>> = {
  bucket: ['bucketName', 'bucketDots', 'bucketAddress'],
  prefix: ['prefixSegments', 'prefixLength', 'prefixCharacters', 'prefixVariable'],
  label: ['labelLength', 'labelCharacters'],
  role: ['roleArn'],
};

/** The names of the checks that a text does not pass as the whole of a field; for templates without insertions. */
export function failedChecks(field: MappedField, value: string, checks: OutputChecks = OUTPUT_CHECKS): CheckName[] {
  return FIELD_CHECKS[field].filter((name) => !checks[name](value));
}

/** A field, filled in. Throws {@link Unmapped} with the check that refuses it. */
export function checkField(field: MappedField, value: string, checks: OutputChecks): string {
  const [check] = failedChecks(field, value, checks);
  if (check === undefined) return value;
  const message = text.mapping.badValue(text.mapping.fields[field], shownValue(value), text.mapping.checks[check]);
  throw new Unmapped('field-refused', message, { field, check });
}

/** A value that is to be inserted. Throws {@link Unmapped} with the check that refuses it. */
export function checkInserted(
  about: { readonly field: MappedField; readonly claim: string },
  value: string,
  names: readonly CheckName[],
  checks: OutputChecks,
): void {
  const check = names.find((name) => !checks[name](value));
  if (check === undefined) return;
  const claim = about.claim === 'item' ? text.mapping.theItem : about.claim;
  const message = text.mapping.badInsertion(claim, shownValue(value), text.mapping.checks[check]);
  throw new Unmapped('value-refused', message, { ...about, check });
}
