/** Profiles as Pail keeps them: without secrets, with who signed them and the version before. */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ErrorCode } from '../../shared/errors.ts';
import type { ProfileSecretName } from '../../shared/model/account.ts';
import { issuerOf, type Profile, profileSchema } from '../../shared/model/profile/profile.ts';
import { text } from '../../shared/text/index.ts';
import type { ProfileFile } from './profile-file.ts';
import { sealDigests, splitSecrets } from './profile-secrets.ts';

const secretNameSchema = z.custom<ProfileSecretName>((value) => typeof value === 'string');
const errorCode = z.custom<ErrorCode>((value) => typeof value === 'string' && Object.hasOwn(text.errors, value));
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

const versionFields = {
  profile: profileSchema,
  secretNames: z.array(secretNameSchema),
  signedBy: fingerprint.nullable().default(null),
  sealed: z.record(z.string(), z.string()).default({}),
  secretsId: z.string().default(''),
};
const versionSchema = z.strictObject(versionFields);

/** The form of the file that Pail keeps of an imported profile. */
export const storedSchema = z.strictObject({
  id: z.uuid(),
  ...versionFields,
  previous: versionSchema.nullable().default(null),
  setAside: z.strictObject({ revision: z.int(), digest: z.string() }).nullable().default(null),
  updates: z
    .strictObject({
      checkedAt: z.number(),
      /** When a check has last succeeded; before the first, when the first failed. */
      reachedAt: z.number(),
      failure: z.strictObject({ code: errorCode, detail: z.record(z.string(), z.string()) }).nullable(),
      /** The person was told that checks have failed for long. */
      told: z.boolean(),
    })
    .nullable()
    .default(null),
});

/** One version of a profile. `profile` has no secrets; `secretNames` says which it had. */
export interface StoredVersion {
  readonly profile: Profile;
  readonly secretNames: readonly ProfileSecretName[];
  /** The fingerprint of the key that signed it; `null`: nobody did. */
  readonly signedBy: string | null;
  /** The digests of the sealed texts, of those secrets that came sealed. */
  readonly sealed: Readonly<Record<string, string>>;
  /** By what its secrets are found: its own, so that it never has those of another version, wherever Pail ended. */
  readonly secretsId: string;
}

/** How the checks for updates went. Times are ms since 1970. */
export type UpdateState = NonNullable<z.infer<typeof storedSchema>['updates']>;

/** An imported profile, or one of the machine's. */
export interface StoredProfile extends StoredVersion {
  readonly id: string;
  /** From the machine's folder: read anew at each start, and not to be changed. */
  readonly managed: boolean;
  /** The version that this one took the place of. */
  readonly previous: StoredVersion | null;
  /** A version that the person does not want: neither it nor an earlier one is offered as an update again. */
  readonly setAside: { readonly revision: number; readonly digest: string } | null;
  readonly updates: UpdateState | null;
}

/** The same for all versions of a profile, also when it was removed meanwhile: its accounts and what is theirs are known again. */
export function idOf(profile: Profile): string {
  const hash = createHash('sha256').update(JSON.stringify([profile.name, issuerOf(profile), profile.signIn.clientId]));
  // A UUID of version 8: made by a rule of our own.
  const bytes = hash.digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** True for two versions of one profile. */
export function isSame(a: Profile, b: Profile): boolean {
  return a.name === b.name && issuerOf(a) === issuerOf(b) && a.signIn.clientId === b.signIn.clientId;
}

/** The revision of a profile; one that has none comes before all that have. */
export function revisionOf({ revision }: Pick<Profile, 'revision'>): number {
  return revision ?? 0;
}

/** The same text for two equal values, in whatever order their fields are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** What a version is known by, values of plain secrets left out: two with the same digest describe the same. */
export function versionDigest({ profile, secretNames, signedBy, sealed }: StoredVersion): string {
  return createHash('sha256').update(canonical({ profile, secretNames, signedBy, sealed })).digest('hex');
}

/** Of a stored profile only what belongs to its present version. */
export function versionOf({ profile, secretNames, signedBy, sealed, secretsId }: StoredVersion): StoredVersion {
  return { profile, secretNames, signedBy, sealed, secretsId };
}

/** The version that a file would be; each call answers one with a place of its own for secrets. */
export function versionOfFile({ profile, signature }: ProfileFile): StoredVersion {
  const { bare, secrets } = splitSecrets(profile);
  const signedBy = signature?.key ?? null;
  return {
    profile: bare,
    secretNames: [...secrets.keys()],
    signedBy,
    sealed: sealDigests(profile),
    secretsId: randomUUID(),
  };
}

/** What a secret is called, for people. */
export function describeSecret(name: ProfileSecretName): string {
  if (name === 'clientSecret') return 'client secret';
  if (name === 'encryptionKey') return 'encryption key';
  const [kind, source] = name.split(':');
  return `${kind === 'sessionToken' ? 'session token' : 'secret key'} of “${source}”`;
}
