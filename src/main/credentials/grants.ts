import { toFailure } from '../../shared/errors.ts';
import type { BucketListGrant, LocationGrant } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { credentialsId, type MappedLocation, type ResolvedCredentials } from '../mapping/evaluate.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import type { LocationCut } from './session-policy.ts';
import { sharedSettings, storageSettings } from './storage-settings.ts';

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

/**
 * Mints the grants of all accounts, as they are when the keyring has answered; who signed in meanwhile has theirs the next time. `bucketsOf`: the
 * locations of an account that are buckets of its lists.
 */
export async function mintGrants(
  accounts: () => readonly Account[],
  profiles: ProfileStore,
  bucketsOf: (account: Account) => readonly MappedLocation[] = () => [],
): Promise<Grants> {
  const grants: LocationGrant[] = [];
  const bucketLists: BucketListGrant[] = [];
  const requests = new Map<string, CredentialRequest>();
  const shared = sharedSettings();
  const keys = await encryptionKeys(accounts(), profiles);
  // From here on nothing is waited for: of somebody who has signed out nothing is given out.
  for (const account of accounts()) {
    const encryptionKey = keys.get(account.profileId);
    if (encryptionKey === undefined) continue;
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
      // What objects are encrypted with is nothing to buckets: they are listed also where the key for it is missing.
      const { encryption: _, ...storage } = list.storage;
      const settings = storageSettings(storage, '', null);
      if (!settings) continue;
      bucketLists.push({
        id,
        label,
        mayCreate,
        mayDelete,
        storage: shared(settings),
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
        storage: shared(settings),
      });
    }
  }
  return { grants, bucketLists, requests };
}

/** The customers' keys of the profiles of all accounts, by the id of the profile. */
async function encryptionKeys(
  accounts: readonly Account[],
  profiles: ProfileStore,
): Promise<ReadonlyMap<string, string | null>> {
  const ids = [...new Set(accounts.map(({ profileId }) => profileId))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await keyOf(id, profiles)] as const)));
}

/** The customer's key of a profile; `null` where it has none, or where this run does not have it. */
async function keyOf(profileId: string, profiles: ProfileStore): Promise<string | null> {
  try {
    return await profiles.secret(profileId, 'encryptionKey');
  } catch (error) {
    if (toFailure(error).code === 'profile-secret-missing') return null;
    throw error;
  }
}
