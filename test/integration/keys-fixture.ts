/** Main's half of having keys, tied as main ties it: sign-in, mapping, grants and broker, with a pool and a person of its own. */
import { CredentialBroker } from '../../src/main/credentials/broker.ts';
import { mintGrants } from '../../src/main/credentials/grants.ts';
import { ProfileKeySources } from '../../src/main/credentials/key-sources.ts';
import type { LocationGrant } from '../../src/main/engine/protocol.ts';
import { unsigned } from '../../src/main/profiles/profile-file.ts';
import { type ErrorCode, toFailure } from '../../src/shared/errors.ts';
import { profileSchema } from '../../src/shared/model/profile/profile.ts';
import { serially } from '../../src/shared/serially.ts';
import { startUserPool, type UserPool } from '../support/cognito/user-pool.ts';
import { createRoles, homeRole, type Role, teamRole } from '../support/permissions.ts';
import type { Rgw } from '../support/rgw.ts';
import { ana, Installation } from './sign-in-fixture.ts';

type StoreWithRoles = Pick<Rgw, 'endpoint' | 'region' | 'admin'>;

/** A person with a home and two groups, each with a role at the store, in a pool of their own. */
export async function poolWithRoles(rgw: StoreWithRoles, more: readonly Role[] = []) {
  const sub = crypto.randomUUID();
  const groups = ['north', 'south'].map((name) => `${name}-${sub.slice(0, 8)}`);
  const arnOf = (role: string): string => `arn:aws:iam:::role/${role}`;
  const pool = await startUserPool({
    users: [{ ...ana, sub, groups, roles: groups.map(arnOf) }],
    redirectUris: ['pail://auth/callback'],
    logoutUris: [],
    x5c: true,
  });
  await createRoles(rgw, pool, [homeRole(sub), ...groups.map(teamRole), ...more]);
  return { pool, sub, groups, arnOf };
}

/** Pail's main with one profile, whose parts are given; signed in by `signIn`. */
export class KeysOfMain {
  readonly broker: CredentialBroker;
  readonly #installation: Installation;
  #profileId = '';
  #published: Promise<void> = Promise.resolve();
  grants: readonly LocationGrant[] = [];

  private constructor(installation: Installation) {
    this.#installation = installation;
    this.broker = new CredentialBroker(new ProfileKeySources(installation.profiles, installation.network));
    const publish = serially(async () => {
      const { grants, requests } = await mintGrants(() => installation.accounts.list(), installation.profiles);
      this.grants = grants;
      this.broker.setRequests(requests);
    });
    installation.changed = () => {
      this.#published = publish();
    };
  }

  static async start(pool: UserPool, parts: { storage: object; credentials: object[]; locations: object[] }) {
    const main = new KeysOfMain(await Installation.create(pool));
    const { issuer, clientId, clientSecret } = pool;
    const signIn = { issuer, clientId, clientSecret };
    const profile = profileSchema.parse({ version: 1, name: 'Keys', signIn, ...parts });
    main.#profileId = (await main.#installation.profiles.add(unsigned(profile))).id;
    return main;
  }

  async signIn(): Promise<void> {
    const outcome = await this.#installation.signIn(this.#profileId);
    if (outcome !== 'signed in') throw new Error(outcome);
    await this.#published;
  }

  async signOut(): Promise<void> {
    for (const { id } of this.#installation.accounts.list()) await this.#installation.accounts.signOut(id);
    await this.#published;
  }

  /** The id of the keys of a location. */
  idOf(label: string): string {
    const grant = this.grants.find((one) => one.label === label);
    if (!grant) throw new Error(`no location ${label}`);
    return grant.credentialsId;
  }

  /** Keys for a location. */
  keys(label: string, refused = false) {
    return this.broker.get(this.idOf(label), refused);
  }

  /** Why there are no keys for a location. */
  async refusal(label: string, refused = false): Promise<ErrorCode | 'keys'> {
    return this.keys(label, refused).then(
      () => 'keys',
      (error: unknown) => toFailure(error).code,
    );
  }

  remove(): Promise<void> {
    return this.#installation.remove();
  }
}

/** How often the pool was asked to refresh tokens. */
export function refreshesOf(pool: UserPool): number {
  return pool.requests.filter(({ form }) => form?.['grant_type'] === 'refresh_token').length;
}
