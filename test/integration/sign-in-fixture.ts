/** Main's sign-in with its stores, a user pool and a person whose browser is a fetch. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Accounts } from '../../src/main/identity/accounts.ts';
import type { OidcClient, OidcSettings, PendingAuthorization } from '../../src/main/identity/oidc-client.ts';
import { fetchOver } from '../../src/main/network/fetch-over.ts';
import { ServiceNetwork } from '../../src/main/network/service-network.ts';
import { parseDeepLink } from '../../src/main/platform/deep-link.ts';
import { memorySecretStore, type SecretStore } from '../../src/main/platform/secret-store.ts';
import { unsigned } from '../../src/main/profiles/profile-file.ts';
import { ProfileStore } from '../../src/main/profiles/profile-store.ts';
import { type ErrorCode, toFailure } from '../../src/shared/errors.ts';
import type { SignInState } from '../../src/shared/model/account.ts';
import { type Profile, profileSchema } from '../../src/shared/model/profile/profile.ts';
import { FetchBrowser } from '../support/cognito/browser.ts';
import type { PoolUser, UserPool } from '../support/cognito/types.ts';

export const ana: PoolUser = {
  username: 'ana',
  password: 'demo',
  sub: 'a0a00000-0000-4000-8000-000000000001',
  email: 'ana@example.com',
  emailVerified: true,
  groups: ['team-a'],
};

export const person = { username: 'ana', password: 'demo' };

/** Sets every fault of a pool back. */
export function mend({ faults }: UserPool): void {
  for (const fault of Object.keys(faults)) Reflect.deleteProperty(faults, fault);
}

/** The protocol's settings for the app client of a pool, as a profile without wishes has them. */
export function settingsFor(
  { issuer, clientId, clientSecret }: UserPool,
  changes: Partial<OidcSettings> = {},
): OidcSettings {
  return {
    issuer,
    clientId,
    clientSecret,
    clientAuthentication: 'basic',
    scopes: 'openid email',
    redirectUris: ['pail://auth/callback'],
    logoutUri: null,
    page: {},
    askWho: false,
    fetch: fetchOver(new ServiceNetwork().trusting()),
    ...changes,
  };
}

/** What comes back from the pool's pages for one sign-in, before the code is exchanged. */
export async function answerOf(
  client: OidcClient,
): Promise<{ readonly pending: PendingAuthorization; readonly search: URLSearchParams }> {
  const pending = await client.authorize('pail://auth/callback');
  const back = await new FetchBrowser().signIn(pending.url, person);
  return { pending, search: new URL(back).searchParams };
}

/** One installation of Pail's identity: files and secrets that last over {@link restart}. */
export class Installation {
  readonly pool: UserPool;
  readonly directory: string;
  secrets: SecretStore;
  profiles!: ProfileStore;
  accounts!: Accounts;
  /** As in the app, without a system's. */
  readonly network = new ServiceNetwork();
  /** The addresses that the browser was asked to open, in this run. */
  opened: URL[] = [];
  /** Hears of every change of profiles and accounts. */
  changed: () => void = () => undefined;
  /** What the person chose about staying signed in. */
  readonly stay = new Map<string, boolean>();
  /** Codes of failures that nobody waited for. */
  reported: ErrorCode[] = [];

  private constructor(pool: UserPool, directory: string, secrets: SecretStore) {
    this.pool = pool;
    this.directory = directory;
    this.secrets = secrets;
  }

  static async create(pool: UserPool, kind: SecretStore['kind'] = 'keyring'): Promise<Installation> {
    const directory = await mkdtemp(path.join(tmpdir(), 'pail-sign-in-'));
    const secrets = { ...(await memorySecretStore(path.join(directory, 'secrets.json'))), kind };
    const installation = new Installation(pool, directory, secrets);
    await installation.restart();
    return installation;
  }

  /** A new run of the app on the same files and secrets. */
  async restart(): Promise<void> {
    this.profiles = new ProfileStore(this.directory, this.secrets);
    await this.profiles.load();
    this.opened = [];
    this.accounts = new Accounts({
      profiles: this.profiles,
      secrets: this.secrets,
      stayChoices: { get: (id) => this.stay.get(id), set: (id, stay) => void this.stay.set(id, stay) },
      addressOfBuild: (address) => address,
      openBrowser: async (url) => void this.opened.push(url),
      fetchFor: ({ storage }) => fetchOver(this.network.trusting(storage.certificateAuthorities)),
      onChange: () => this.changed(),
      onError: (error) => void this.reported.push(toFailure(error).code),
    });
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  profile(signIn: object = {}): Profile {
    const { issuer, clientId, clientSecret } = this.pool;
    return profileSchema.parse({
      version: 1,
      name: 'Acme',
      signIn: { issuer, clientId, clientSecret, scopes: 'openid email', ...signIn },
      storage: { region: 'us-east-1' },
      credentials: [{ id: 'team', kind: 'webIdentity', roleArn: 'arn:aws:iam:::role/${item}' }],
      locations: [{ label: '${item}', bucket: 'teams', prefix: '${item}/', forEach: { claim: 'cognito:groups' } }],
    });
  }

  async importProfile(signIn: object = {}): Promise<string> {
    return (await this.profiles.add(unsigned(this.profile(signIn)))).id;
  }

  async stateOf(profileId: string): Promise<SignInState> {
    const summary = (await this.accounts.profileSummaries()).find(({ id }) => id === profileId);
    if (!summary) throw new Error('no such profile');
    return summary.signIn;
  }

  /** Waits for an attempt to end: signed in, or failed with this code. */
  async outcome(profileId: string): Promise<'signed in' | ErrorCode> {
    for (;;) {
      const state = await this.stateOf(profileId);
      if (state.phase === 'failed') return state.failure.code;
      if (state.phase === 'idle' && this.accounts.list().length > 0) return 'signed in';
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** What the OS does with a link: true if an attempt took it. */
  callback(address: string): boolean {
    const link = parseDeepLink(address, 'pail');
    return link.kind === 'callback' && this.accounts.takeCallback(link.callback);
  }

  /** The final address of a sign-in that was started, the last one if not said otherwise, from the person's browser. */
  async finalAddress(opened = this.opened.at(-1), who = person): Promise<string> {
    return new FetchBrowser().signIn(opened as URL, who);
  }

  /** The whole way, the browser included. */
  async signIn(profileId: string): Promise<'signed in' | ErrorCode> {
    await this.accounts.signIn(profileId);
    const back = await this.finalAddress();
    const taken = back.startsWith('pail:') ? this.callback(back) : (await fetch(back)).status === 200;
    if (!taken) throw new Error('nobody took the callback');
    return this.outcome(profileId);
  }
}
