import type { LocationGrant } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { credentialsId, type ResolvedCredentials } from '../mapping/evaluate.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';

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
export function mintGrants(accounts: readonly Account[], profiles: ProfileStore): Grants {
  const grants: LocationGrant[] = [];
  const requests = new Map<string, CredentialRequest>();
  for (const account of accounts) {
    const { storage } = profiles.get(account.profileId).profile;
    const revision = profiles.revision(account.profileId);
    for (const { location, credentials } of account.mapping.locations) {
      const id = `${credentialsId(account.id, credentials)}.${revision}`;
      requests.set(id, { account, credentials });
      const { bucket, prefix, label, actions } = location;
      grants.push({
        id: location.id,
        label,
        bucket,
        prefix,
        actions,
        credentialsId: id,
        storage: {
          region: storage.region,
          pathStyle: storage.pathStyle,
          ...(storage.endpoint !== undefined && { endpoint: storage.endpoint }),
        },
      });
    }
  }
  return { grants, requests };
}
