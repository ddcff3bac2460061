/** From the bytes of a file to a profile, or to a failure that names the place in it. Pure. */
import type { z } from 'zod';
import { PailError } from '../../shared/errors.ts';
import { MAX_PROFILE_BYTES, type Profile, profileSchema } from '../../shared/model/profile/profile.ts';
import { wantsEncryptionKey } from '../../shared/model/profile/storage-checks.ts';
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

/** What the schema wanted at the place of an issue, in words. */
function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `a value of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'unrecognized_keys':
      return 'only fields that a profile of version 1 has';
    case 'invalid_union':
      return 'discriminator' in issue ? `one of ${String(issue.discriminator)}` : issue.message;
    default:
      return issue.message;
  }
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
  return { path: jsonPath(path) || 'its top', found, expected: expected(issue) };
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
  const problems = [...sealProblems(parsed.data), ...missingSecrets(parsed.data)];
  return { profile: problems.length === 0 ? parsed.data : null, problems };
}

/** The JSON in the bytes of a file. Throws PailError `profile-not-json`. */
export function parseJson(bytes: Uint8Array, subject: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    // JSON.parse quotes the document in its message, secrets included: say where, not what.
    const position = cause instanceof SyntaxError ? /position \d+/.exec(cause.message)?.[0] : 'it is not UTF-8 text';
    throw new PailError('profile-not-json', { subject, ...(position !== undefined && { reason: position }) });
  }
}

/**
 * Parses an unsigned profile. `subject` is the name of the file, for messages. Secrets may be sealed in it.
 * Throws PailError: `profile-too-large`, `profile-not-json`, `profile-invalid`; of what is wrong the first.
 */
export function parseProfile(bytes: Uint8Array, subject: string): Profile {
  if (bytes.byteLength > MAX_PROFILE_BYTES) throw new PailError('profile-too-large', { subject });
  const { profile, problems } = examineProfile(parseJson(bytes, subject));
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
