import type { Profile } from '../../shared/model/profile/profile.ts';
import type { LocationGrant, StorageSettings } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { credentialsId, type ResolvedCredentials } from '../mapping/evaluate.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import type { LocationCut } from './session-policy.ts';

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
      const { bucket, prefix, label, actions } = location;
      const isCut = credentials.kind === 'webIdentity' && credentials.sessionPolicy === 'location';
      const cut = isCut ? { bucket, prefix, actions } : undefined;
      const id = `${credentialsId(account.id, credentials, cut)}.${revision}`;
      requests.set(id, { account, credentials, ...(cut && { cut }) });
      grants.push({
        id: location.id,
        accountId: account.id,
        label,
        bucket,
        prefix,
        actions,
        credentialsId: id,
        storage: storageSettings(storage),
      });
    }
  }
  return { grants, requests };
}

/** What the engine needs to know of a profile's storage. */
function storageSettings(storage: Profile['storage']): StorageSettings {
  const { region, endpoint, pathStyle, dualStack, certificateAuthorities } = storage;
  // "No" is the administrator's word, and "yes" and nothing said are told apart by `pathStyle` alone.
  const quirks = { ...(pathStyle === false && { pathStyle }), ...storage.quirks };
  return {
    region,
    pathStyle: pathStyle ?? false,
    ...(endpoint !== undefined && { endpoint }),
    ...(dualStack !== undefined && { dualStack }),
    ...(certificateAuthorities !== undefined && { certificateAuthorities }),
    ...(Object.keys(quirks).length > 0 && { quirks }),
  };
}
