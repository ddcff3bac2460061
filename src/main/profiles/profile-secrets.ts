/** Where the secrets of a profile are. They leave it when it is imported: the file that Pail keeps has none. Pure. */
import { createHash } from 'node:crypto';
import type { ProfileSecretName } from '../../shared/model/account.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { isSealed, type SecretValue } from '../../shared/model/profile/secrets.ts';

/** A place in a profile that holds a secret. */
export interface SecretPlace {
  readonly name: ProfileSecretName;
  /** As a JSON path, for messages. */
  readonly path: string;
  readonly value: SecretValue;
}

/** The fields of a source of static keys that are secret: the one list of them. */
const STATIC_SECRETS = ['secretAccessKey', 'sessionToken'] as const;

type Source = Profile['credentials'][number];

/** The profile with something else in place of each secret; `undefined` takes it away. */
export function mapSecrets(profile: Profile, change: (place: SecretPlace) => SecretValue | undefined): Profile {
  const signIn = { ...profile.signIn };
  const { clientSecret } = signIn;
  if (clientSecret !== undefined) {
    put(signIn, 'clientSecret', change({ name: 'clientSecret', path: 'signIn.clientSecret', value: clientSecret }));
  }
  const storage = { ...profile.storage };
  const { encryptionKey } = storage;
  if (encryptionKey !== undefined) {
    put(
      storage,
      'encryptionKey',
      change({ name: 'encryptionKey', path: 'storage.encryptionKey', value: encryptionKey }),
    );
  }
  const credentials = profile.credentials.map((source, index) => mapSource(source, index, change));
  return { ...profile, signIn, storage, credentials };
}

function put<K extends string>(
  target: { [key in K]?: SecretValue | undefined },
  field: K,
  value: SecretValue | undefined,
): void {
  if (value === undefined) delete target[field];
  else target[field] = value;
}

function mapSource(source: Source, index: number, change: (place: SecretPlace) => SecretValue | undefined): Source {
  if (source.kind !== 'static') return source;
  const mapped = { ...source };
  for (const field of STATIC_SECRETS) {
    const value = source[field];
    if (value === undefined) continue;
    const place = { name: `${field}:${source.id}`, path: `credentials[${index}].${field}`, value } as const;
    put(mapped, field, change(place));
  }
  return mapped;
}

/** All secrets of a profile, sealed or not. */
export function secretPlaces(profile: Profile): SecretPlace[] {
  const places: SecretPlace[] = [];
  mapSecrets(profile, (place) => {
    places.push(place);
    return place.value;
  });
  return places;
}

/** What a sealed text is known by, once it was opened: the text itself could be guessed at. */
export function sealDigest(sealed: string): string {
  return createHash('sha256').update(sealed).digest('hex');
}

/** The secrets of a profile by name, and the profile without them. */
export function splitSecrets(profile: Profile): {
  readonly bare: Profile;
  readonly secrets: ReadonlyMap<ProfileSecretName, SecretValue>;
} {
  return {
    bare: mapSecrets(profile, () => undefined),
    secrets: new Map(secretPlaces(profile).map(({ name, value }) => [name, value])),
  };
}

/** The digests of the sealed secrets of a profile, by name. */
export function sealDigests(profile: Profile): Record<string, string> {
  const sealed = secretPlaces(profile).flatMap(({ name, value }) =>
    isSealed(value) ? [[name, sealDigest(value.sealed)] as const] : [],
  );
  return Object.fromEntries(sealed);
}
