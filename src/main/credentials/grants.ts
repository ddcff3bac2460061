import type { BucketListGrant, LocationGrant } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { credentialsId, type MappedLocation, type ResolvedCredentials } from '../mapping/evaluate.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import type { LocationCut } from './session-policy.ts';
import { storageSettings } from './storage-settings.ts';

/** Keys that the engine may ask for, by the id that it knows them by. */
export interface CredentialRequest {
  readonly account: Account;
  readonly credentials: ResolvedCredentials;
  /** What the keys are cut to; left out where they are not. */
  readonly cut?: LocationCut;
}

/** What the engine gets for the locations of an account, and what the broker must know to serve it. */
export interface Grants {
  readonly grants: readonly LocationGrant[];
  readonly bucketLists: readonly BucketListGrant[];
  readonly requests: ReadonlyMap<string, CredentialRequest>;
}

/** Mints the grants of all accounts. `bucketsOf`: the locations of an account that are buckets of its lists. */
export async function mintGrants(
  accounts: readonly Account[],
  profiles: ProfileStore,
  bucketsOf: (account: Account) => readonly MappedLocation[] = () => [],
): Promise<Grants> {
  const grants: LocationGrant[] = [];
  const bucketLists: BucketListGrant[] = [];
  const requests = new Map<string, CredentialRequest>();
  for (const account of accounts) {
    const encryptionKey = await keyOf(account.profileId, profiles);
    const revision = profiles.revision(account.profileId);
    const keysFor = (credentials: ResolvedCredentials, place?: LocationCut): string => {
      const isCut = credentials.kind === 'webIdentity' && credentials.sessionPolicy === 'location';
      const cut = isCut ? place : undefined;
      const id = `${credentialsId(account.id, credentials, cut)}.${revision}`;
      requests.set(id, { account, credentials, ...(cut && { cut }) });
      return id;
    };
    for (const list of account.mapping.bucketLists) {
      const { id, label, mayCreate, mayDelete } = list;
      const settings = storageSettings(list.storage, '', encryptionKey);
      if (!settings) continue;
      bucketLists.push({
        id,
        label,
        mayCreate,
        mayDelete,
        storage: settings,
        credentialsId: keysFor(list.credentials),
      });
    }
    for (const { location, credentials, storage } of [...account.mapping.locations, ...bucketsOf(account)]) {
      const { bucket, prefix, label, actions } = location;
      const settings = storageSettings(storage, bucket, encryptionKey);
      // The profile asks for the missing key; until then the location cannot be entered.
      if (!settings) continue;
      grants.push({
        id: location.id,
        accountId: account.id,
        label,
        bucket,
        prefix,
        actions,
        credentialsId: keysFor(credentials, { bucket, prefix, actions }),
        storage: settings,
      });
    }
  }
  return { grants, bucketLists, requests };
}

/** The customer's key of a profile; `null` where it has none, or where this run does not have it. */
async function keyOf(profileId: string, profiles: ProfileStore): Promise<string | null> {
  const missing = await profiles.missingSecrets(profileId);
  return missing.includes('encryptionKey') ? null : profiles.secret(profileId, 'encryptionKey');
}
