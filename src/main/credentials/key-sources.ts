import type { StorageCredentials } from '../engine/protocol.ts';
import type { ResolvedCredentials } from '../mapping/evaluate.ts';
import type { ServiceNetwork } from '../network/service-network.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import type { KeySources } from './broker.ts';
import type { CredentialRequest } from './grants.ts';
import { IdentityPools } from './identity-pools.ts';
import { assumeRole } from './web-identity.ts';

type Static = Extract<ResolvedCredentials, { kind: 'static' }>;

/** Where keys come from in the running app: the profiles' own, STS and identity pools, over the network that each profile's services have. */
export class ProfileKeySources implements KeySources {
  readonly #profiles: Pick<ProfileStore, 'get' | 'secret'>;
  readonly #network: Pick<ServiceNetwork, 'trusting'>;
  readonly #pools = new IdentityPools();

  constructor(profiles: Pick<ProfileStore, 'get' | 'secret'>, network: Pick<ServiceNetwork, 'trusting'>) {
    this.#profiles = profiles;
    this.#network = network;
  }

  async ofProfile({ account }: CredentialRequest, credentials: Static): Promise<StorageCredentials> {
    const { sourceId, accessKeyId } = credentials;
    const secretAccessKey = (await this.#profiles.secret(account.profileId, `secretAccessKey:${sourceId}`)) ?? '';
    const sessionToken = await this.#profiles.secret(account.profileId, `sessionToken:${sourceId}`);
    return { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) };
  }

  forToken({ account, credentials, cut }: CredentialRequest, idToken: string): Promise<StorageCredentials> {
    const { storage } = this.#profiles.get(account.profileId).profile;
    const ofStore = credentials.kind === 'webIdentity' ? credentials.certificateAuthorities : undefined;
    const trusted = [storage.certificateAuthorities, ofStore].filter((pem) => pem !== undefined);
    const transport = this.#network.trusting(trusted.join('\n'));
    if (credentials.kind === 'identityPool') {
      return this.#pools.keys({ accountId: account.id, credentials, idToken }, transport);
    }
    if (credentials.kind === 'static') throw new Error('a key that everybody has is made from no token');
    return assumeRole({ credentials, idToken, sub: account.session.sub, cut }, transport);
  }

  keepOnly(accountIds: ReadonlySet<string>): void {
    this.#pools.keepOnly(accountIds);
  }
}
