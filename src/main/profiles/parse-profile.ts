/** From the bytes of a file to a profile, or to a failure that names the place in it. Pure. */
import type { z } from 'zod';
import { PailError } from '../../shared/errors.ts';
import { isBucketName } from '../../shared/model/profile/bucket-name.ts';
import { MAX_PROFILE_BYTES, type Profile, profileSchema } from '../../shared/model/profile/profile.ts';
import { wantsEncryptionKey } from '../../shared/model/profile/storage-checks.ts';
import { parseTemplate } from '../../shared/model/template.ts';
import { expectedWords } from './expected-words.ts';
import { repeatedName } from './repeated-name.ts';
import { sealProblems } from './sealed-secrets.ts';

/** What was found, in short. Whatever may hold a secret is named, not quoted. */
function shown(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (path.some((part) => /secret|sealed|password|token|certificate|key$/i.test(String(part))))
    return 'a value that is not shown, as it may be secret';
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    document,
  );
}

/** What is wrong at one place of a profile. Quotes nothing that may be secret. */
export interface ProfileProblem {
  /** Such as `locations[0].prefix`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

function problemOf(document: unknown, issue: z.core.$ZodIssue): ProfileProblem {
  const extraKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = extraKey === undefined ? issue.path : [...issue.path, extraKey];
  const found = extraKey === undefined ? shown(valueAt(document, path), path) : `the unknown field “${extraKey}”`;
  return { path: jsonPath(path) || 'its top', found, expected: expectedWords(issue) };
}

/** The issues of a document one by one: of unknown fields each is one. */
function allIssues(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue): z.core.$ZodIssue[] =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue],
  );
}

/** Everything that keeps a document from being a profile, and the profile where nothing does. */
export function examineProfile(document: unknown): {
  readonly profile: Profile | null;
  readonly problems: readonly ProfileProblem[];
} {
  const parsed = profileSchema.safeParse(document);
  if (!parsed.success) {
    return { profile: null, problems: allIssues(parsed.error.issues).map((issue) => problemOf(document, issue)) };
  }
  const problems = [...sealProblems(parsed.data), ...missingSecrets(parsed.data), ...badBuckets(parsed.data)];
  return { profile: problems.length === 0 ? parsed.data : null, problems };
}

/** Where in a text the parser stopped, as editors count; `undefined` where it does not say. */
function placeIn(text: string, message: string): string | undefined {
  const position = /position (\d+)/.exec(message)?.[1];
  if (/end of JSON input/.test(message) || Number(position) >= text.trimEnd().length) return 'it ends too early';
  if (position === undefined) return /^\s*\{/.test(text) ? undefined : 'it does not begin with {';
  const lines = text.slice(0, Number(position)).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

/** The JSON in the bytes of a file. Throws PailError `profile-not-json`. */
export function parseJson(bytes: Uint8Array, subject: string): unknown {
  return parseText(textOf(bytes, subject), subject);
}

/** Longest place that a message names whole: names in a file may be as long as the file. */
const MAX_PLACE = 200;

/**
 * The JSON in the bytes of a profile or of what is around a signed one, where no name may stand twice: people read the first one, and
 * the last one would count. Throws PailError `profile-not-json`, `profile-invalid`.
 */
export function parseDocument(bytes: Uint8Array, subject: string): unknown {
  const text = textOf(bytes, subject);
  const document = parseText(text, subject);
  const repeated = repeatedName(text);
  if (!repeated) return document;
  const place = jsonPath(repeated) || 'its top';
  const path = place.length > MAX_PLACE ? `…${place.slice(1 - MAX_PLACE)}` : place;
  throw new PailError('profile-invalid', { subject, path, found: 'this field twice', expected: 'each field once' });
}

function textOf(bytes: Uint8Array, subject: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new PailError('profile-not-json', { subject, reason: 'it is not UTF-8 text' });
  }
}

function parseText(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // JSON.parse quotes the document in its message, secrets included: say where, not what.
    const place = placeIn(text, String(cause));
    throw new PailError('profile-not-json', { subject, ...(place !== undefined && { reason: place }) });
  }
}

/**
 * Parses an unsigned profile. `subject` is the name of the file, for messages. Secrets may be sealed in it.
 * Throws PailError: `profile-too-large`, `profile-not-json`, `profile-invalid`; of what is wrong the first.
 */
export function parseProfile(bytes: Uint8Array, subject: string): Profile {
  if (bytes.byteLength > MAX_PROFILE_BYTES) throw new PailError('profile-too-large', { subject });
  const { profile, problems } = examineProfile(parseDocument(bytes, subject));
  if (!profile) throw new PailError('profile-invalid', { subject, ...problems[0] });
  return profile;
}

/** A profile file must hold every secret that it needs; only what Pail keeps of it has none. */
function missingSecrets(profile: Profile): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const missing = (path: string, wanted: string): void => {
    problems.push({ path, found: 'nothing', expected: wanted });
  };
  if (profile.storage.encryptionKey === undefined && wantsEncryptionKey(profile)) {
    missing('storage.encryptionKey', 'the key that encryption by the customer needs');
  }
  profile.credentials.forEach((source, index) => {
    if (source.kind !== 'static' || source.secretAccessKey !== undefined) return;
    missing(`credentials[${index}].secretAccessKey`, 'the secret access key');
  });
  return problems;
}

/**
 * A bucket that does not depend on who signs in can be judged when the file comes: its author is told, in place of everybody who
 * would miss the location. What depends on claims is judged with them.
 */
function badBuckets({ locations }: Profile): ProfileProblem[] {
  return locations.flatMap(({ bucket }, index) => {
    const isFixed = parseTemplate(bucket).every((part) => typeof part === 'string');
    if (!isFixed || isBucketName(bucket)) return [];
    const expected = 'the name of a bucket: 3 to 63 letters, digits, dots and hyphens';
    return [{ path: `locations[${index}].bucket`, found: shown(bucket, ['bucket']), expected }];
  });
}
