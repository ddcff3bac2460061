/** Secrets leave a profile when it is imported: the file that Pail keeps has none. Pure. */
import type { ProfileSecretName } from '../../shared/model/account.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';

/** The secrets of a profile by name, and the profile without them. */
export function splitSecrets(profile: Profile): {
  readonly bare: Profile;
  readonly secrets: ReadonlyMap<ProfileSecretName, string>;
} {
  const secrets = new Map<ProfileSecretName, string>();
  const { clientSecret, ...signIn } = profile.signIn;
  if (clientSecret !== undefined) secrets.set('clientSecret', clientSecret);
  const { encryptionKey, ...storage } = profile.storage;
  if (encryptionKey !== undefined) secrets.set('encryptionKey', encryptionKey);
  const credentials = profile.credentials.map((source) => {
    if (source.kind !== 'static') return source;
    const { secretAccessKey, sessionToken, ...bare } = source;
    if (secretAccessKey !== undefined) secrets.set(`secretAccessKey:${source.id}`, secretAccessKey);
    if (sessionToken !== undefined) secrets.set(`sessionToken:${source.id}`, sessionToken);
    return bare;
  });
  return { bare: { ...profile, signIn, storage, credentials }, secrets };
}
