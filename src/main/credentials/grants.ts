import type { LocationGrant } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { credentialsId, type ResolvedCredentials } from '../mapping/evaluate.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import { storageSettings } from './storage-settings.ts';

/** Keys that the engine may ask for, by the id that it knows them by. */
export interface CredentialRequest {
  readonly account: Account;
  readonly credentials: ResolvedCredentials;
}

/** What the engine gets for the locations of an account, and what the broker must know to serve it. */
export interface Grants {
  readonly grants: readonly LocationGrant[];
  readonly requests: ReadonlyMap<string, CredentialRequest>;
}

/** Mints the grants of all accounts. */
export async function mintGrants(accounts: readonly Account[], profiles: ProfileStore): Promise<Grants> {
  const grants: LocationGrant[] = [];
  const requests = new Map<string, CredentialRequest>();
  for (const account of accounts) {
    const encryptionKey = await keyOf(account.profileId, profiles);
    const revision = profiles.revision(account.profileId);
    for (const { location, credentials, storage } of account.mapping.locations) {
      const id = `${credentialsId(account.id, credentials)}.${revision}`;
      requests.set(id, { account, credentials });
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
        credentialsId: id,
        storage: settings,
      });
    }
  }
  return { grants, requests };
}

/** The customer's key of a profile; `null` where it has none, or where this run does not have it. */
async function keyOf(profileId: string, profiles: ProfileStore): Promise<string | null> {
  const missing = await profiles.missingSecrets(profileId);
  return missing.includes('encryptionKey') ? null : profiles.secret(profileId, 'encryptionKey');
}
