import { z } from 'zod';
import { PailError, toFailure } from '../../shared/errors.ts';
import type { AccountSummary, ProfileSummary, SignInState } from '../../shared/model/account.ts';
import { issuerOf, type Profile } from '../../shared/model/profile/profile.ts';
import type { Fetch } from '../network/fetch-over.ts';
import type { CallbackParameters } from '../platform/deep-link.ts';
import type { SecretStore } from '../platform/secret-store.ts';
import type { ProfileStore, StoredProfile } from '../profiles/profile-store.ts';
import { type Account, accountIdOf, mapAccount, summarize } from './account.ts';
import { OidcClient, type OidcSettings, type TokenSet } from './oidc-client.ts';
import { Session } from './session.ts';
import { SignInAttempt } from './sign-in-attempt.ts';

export interface AccountsOptions {
  readonly profiles: ProfileStore;
  readonly secrets: SecretStore;
  /** The redirect URI that this build sends for a profile's. */
  readonly redirectUriFor: (profileRedirectUri: string) => string;
  /** Opens the system browser on an address that we built. */
  readonly openBrowser: (url: URL) => Promise<void>;
  /** The way to a profile's sign-in service. */
  readonly fetchFor: (profile: Profile) => Fetch;
  /** Profiles or accounts changed in any way. */
  readonly onChange: () => void;
  /** Something failed that nobody waits for. */
  readonly onError: (error: unknown) => void;
}

/** What is kept between runs for a signed-in profile. */
const rememberedSchema = z.strictObject({ refreshToken: z.string().min(1), sub: z.string().min(1) });

const IDLE: SignInState = { phase: 'idle' };

/** Everybody who is signed in, and every sign-in that is under way: at most one of each for a profile. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #accounts = new Map<string, Account>();
  readonly #attempts = new Map<string, SignInAttempt>();
  readonly #states = new Map<string, SignInState>();
  /** Profiles whose last sign-in was ended or did not come back: the next one asks who it is. */
  readonly #askWho = new Set<string>();

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** Signs in again, without a browser, where the last run left a refresh token. Failures show on the profile. */
  async restore(): Promise<void> {
    await Promise.all(this.#options.profiles.list().map((stored) => this.#restoreOne(stored)));
  }

  list(): Account[] {
    return [...this.#accounts.values()];
  }

  summaries(): AccountSummary[] {
    return this.list().map(({ id }) => this.summary(id));
  }

  /** Throws PailError `not-found`. */
  summary(accountId: string): AccountSummary {
    const { profiles, secrets } = this.#options;
    const account = this.get(accountId);
    return summarize(account, profiles.get(account.profileId), secrets.kind === 'keyring');
  }

  async profileSummaries(): Promise<ProfileSummary[]> {
    const { profiles } = this.#options;
    return Promise.all(
      profiles.list().map(async ({ id, profile }) => ({
        id,
        name: profile.name,
        publisher: profile.publisher ?? null,
        issuer: issuerOf(profile).replace(/^https?:\/\//, ''),
        locationRules: profile.locations.length,
        missingSecrets: await profiles.missingSecrets(id),
        facts: profiles.facts(id),
        signIn: this.#states.get(id) ?? IDLE,
      })),
    );
  }

  /**
   * Starts a sign-in; answers when the browser was asked to open, or throws why it was not. What comes after that shows
   * in the profile's state.
   */
  async signIn(profileId: string): Promise<void> {
    this.cancel(profileId);
    const settings = await this.#settings(profileId);
    const attempt = new SignInAttempt();
    this.#attempts.set(profileId, attempt);
    this.#setState(profileId, { phase: 'preparing' });
    await new Promise<void>((opened, failed) => {
      const run = attempt.run(settings, {
        waiting: async (url, expiresAt) => {
          this.#setState(profileId, { phase: 'waiting', host: url.host, expiresAt });
          // Without a browser the address can still be copied: the attempt goes on.
          await this.#options
            .openBrowser(url)
            .then(opened, (cause: unknown) => failed(new PailError('browser-unavailable', {}, { cause })));
        },
        exchanging: () => this.#setState(profileId, { phase: 'exchanging' }),
      });
      run
        .then(({ client, tokens }) => this.#begin(profileId, client, tokens, attempt))
        .then(() => this.#settle(profileId, attempt, IDLE))
        .catch((error: unknown) => {
          // Whoever cancelled knows; everybody else is told.
          if (attempt.cancelled) return;
          failed(error);
          return this.#fail(profileId, attempt, error);
        })
        .finally(opened);
    });
  }

  cancel(profileId: string): void {
    const attempt = this.#attempts.get(profileId);
    this.#attempts.delete(profileId);
    if (attempt) this.#askWho.add(profileId);
    attempt?.cancel();
    this.#setState(profileId, IDLE);
  }

  /** The address of the pending sign-in page. Throws PailError `sign-in-not-pending`. */
  pendingAddress(profileId: string): URL {
    const address = this.#attempts.get(profileId)?.address;
    if (!address) throw new PailError('sign-in-not-pending');
    return address;
  }

  /** Gives a callback to the attempt whose state it bears. False: nobody waits for it. */
  takeCallback(callback: CallbackParameters): boolean {
    return [...this.#attempts.values()].some((attempt) => attempt.take(callback));
  }

  /** Throws PailError `not-found`. */
  get(accountId: string): Account {
    const account = this.#accounts.get(accountId);
    if (!account) throw new PailError('not-found', { subject: 'The account' });
    return account;
  }

  /** Forgets an account first and revokes then: nothing stays here, whatever the issuer answers. */
  async signOut(accountId: string): Promise<void> {
    const account = this.get(accountId);
    this.#accounts.delete(accountId);
    this.#askWho.add(account.profileId);
    this.#options.onChange();
    const revoke = await account.session.end();
    await this.#forgetToken(account.profileId);
    await revoke();
  }

  /** Ends whatever a profile has: its attempt and its account. */
  async forget(profileId: string): Promise<void> {
    this.cancel(profileId);
    this.#states.delete(profileId);
    const account = this.list().find((candidate) => candidate.profileId === profileId);
    if (account) await this.signOut(account.id);
    // Also where no account came of it: a restore that failed leaves its token for the next run.
    else await this.#forgetToken(profileId);
  }

  /** Evaluates the mapping again, after a profile was imported over an older one. */
  remap(profileId: string): void {
    const stored = this.#options.profiles.get(profileId);
    for (const account of this.list()) {
      if (account.profileId === profileId) account.mapping = mapAccount(account.id, stored, account.session.claims);
    }
    this.#options.onChange();
  }

  async #settings(profileId: string): Promise<OidcSettings> {
    const { profiles } = this.#options;
    profiles.checkUsable(profileId);
    const { profile } = profiles.get(profileId);
    return {
      issuer: issuerOf(profile),
      clientId: profile.signIn.clientId,
      clientSecret: await profiles.secret(profileId, 'clientSecret'),
      scopes: profile.signIn.scopes ?? '',
      redirectUri: this.#options.redirectUriFor(profile.signIn.redirectUri),
      askWho: this.#askWho.has(profileId),
      fetch: this.#options.fetchFor(profile),
    };
  }

  async #begin(profileId: string, client: OidcClient, tokens: TokenSet, attempt: SignInAttempt): Promise<void> {
    const { profiles } = this.#options;
    const id = accountIdOf(profileId, String(tokens.claims['sub']));
    const mapping = mapAccount(id, profiles.get(profileId), tokens.claims);
    client.detach();
    await this.#remember(profileId, tokens);
    if (attempt.cancelled) {
      // Cancelled, or the profile removed, while the keyring was asked: as if it had not been.
      await this.#forgetToken(profileId);
      if (tokens.refreshToken !== null) await client.revoke(tokens.refreshToken);
      return;
    }
    const session = new Session(client, tokens, {
      tokens: async (next) => {
        if (this.#accounts.get(id) !== account) return;
        await this.#remember(profileId, next);
        account.mapping = mapAccount(id, profiles.get(profileId), next.claims);
        this.#options.onChange();
      },
      expired: () => {
        account.state = 'expired';
        this.#options.onChange();
        if (this.#accounts.get(id) === account) this.#run(this.#forgetToken(profileId));
      },
    });
    const account: Account = { id, profileId, session, mapping, state: 'active' };
    for (const other of this.list()) if (other.profileId === profileId) this.#accounts.delete(other.id);
    this.#accounts.set(id, account);
    this.#askWho.delete(profileId);
    this.#options.onChange();
  }

  async #remember(profileId: string, tokens: TokenSet): Promise<void> {
    const { secrets } = this.#options;
    // Memory keeps the session itself; a second copy of its token would only outlive it.
    if (secrets.kind === 'memory' || tokens.refreshToken === null) return;
    const value = { refreshToken: tokens.refreshToken, sub: String(tokens.claims['sub']) };
    await secrets.set(rememberedKey(profileId), JSON.stringify(value));
  }

  /** Forgets what the next run would sign in with. */
  #forgetToken(profileId: string): Promise<void> {
    return this.#options.secrets.delete(rememberedKey(profileId));
  }

  async #restoreOne({ id }: StoredProfile): Promise<void> {
    const { secrets } = this.#options;
    const attempt = new SignInAttempt();
    try {
      const value = await secrets.get(rememberedKey(id));
      if (value === null) return;
      this.#attempts.set(id, attempt);
      this.#setState(id, { phase: 'exchanging' });
      const { refreshToken, sub } = rememberedSchema.parse(JSON.parse(value));
      const client = await OidcClient.discover(await this.#settings(id));
      const tokens = await client.refresh(refreshToken, sub);
      if (attempt.cancelled) return;
      await this.#begin(id, client, tokens, attempt);
      this.#settle(id, attempt, IDLE);
    } catch (error) {
      if (toFailure(error).code === 'session-expired') this.#run(this.#forgetToken(id));
      await this.#fail(id, attempt, error);
    }
  }

  /**
   * Shows why an attempt failed. A client secret that somebody typed for this run, and that the service refuses, is forgotten,
   * so that it is asked for again.
   */
  async #fail(profileId: string, attempt: SignInAttempt, error: unknown): Promise<void> {
    const failure = toFailure(error);
    const { profiles, secrets } = this.#options;
    if (failure.code === 'client-rejected' && secrets.kind === 'memory') {
      await profiles.dropSecret(profileId, 'clientSecret');
    }
    this.#settle(profileId, attempt, { phase: 'failed', failure });
  }

  /** Work that nobody waits for; its failure is told all the same. */
  #run(work: Promise<void>): void {
    work.catch((error: unknown) => this.#options.onError(error));
  }

  /** Ends an attempt, unless another has taken its place. */
  #settle(profileId: string, attempt: SignInAttempt, state: SignInState): void {
    if (this.#attempts.get(profileId) !== attempt) return;
    this.#attempts.delete(profileId);
    this.#setState(profileId, state);
  }

  #setState(profileId: string, state: SignInState): void {
    this.#states.set(profileId, state);
    this.#options.onChange();
  }
}

const rememberedKey = (profileId: string): string => `session:${profileId}`;
