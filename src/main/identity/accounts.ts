import { PailError, toFailure } from '../../shared/errors.ts';
import type { AccountSummary, ProfileSummary, SignOutOutcome } from '../../shared/model/account.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import type { Fetch } from '../network/fetch-over.ts';
import type { CallbackParameters } from '../platform/deep-link.ts';
import type { SecretStore } from '../platform/secret-store.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import { type Account, accountIdOf, mapAccount, summarize, summarizeProfile } from './account.ts';
import { KeptSignIns, type StayChoices } from './kept-sign-ins.ts';
import type { OidcClient, OidcSettings, TokenSet } from './oidc-client.ts';
import { oidcSettingsOf } from './oidc-settings.ts';
import { isNotHeard, Restoring } from './restoring.ts';
import { Session } from './session.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';
import { SignInsUnderWay } from './sign-ins-under-way.ts';
import { endSession } from './sign-out.ts';

export interface AccountsOptions {
  readonly profiles: ProfileStore;
  readonly secrets: SecretStore;
  /** What people chose about staying signed in. */
  readonly stayChoices: StayChoices;
  /** The address of this build for one of a profile's, where the browser comes back to. */
  readonly addressOfBuild: (profileAddress: string) => string;
  /** Opens the system browser on an address that we built. */
  readonly openBrowser: (url: URL) => Promise<void>;
  /** The way to a profile's sign-in service. */
  readonly fetchFor: (profile: Profile) => Fetch;
  /** Profiles or accounts changed in any way. */
  readonly onChange: () => void;
  /** Something failed that nobody waits for. */
  readonly onError: (error: unknown) => void;
}

/** Everybody who is signed in, and every sign-in that is under way: at most one of each for a profile. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #accounts = new Map<string, Account>();
  readonly #underWay: SignInsUnderWay;
  readonly #kept: KeptSignIns;
  readonly #restoring: Restoring;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#underWay = new SignInsUnderWay(options.onChange);
    this.#kept = new KeptSignIns({ ...options, choices: options.stayChoices });
    this.#restoring = new Restoring({
      ...options,
      kept: this.#kept,
      underWay: this.#underWay,
      settings: (profileId) => this.#settings(profileId),
      begin: (...signedIn) => this.#begin(...signedIn),
      fail: (...failed) => this.#fail(...failed),
    });
  }

  /** Signs in again, without a browser, where the last run left a refresh token. Failures show on the profile. */
  async restore(): Promise<void> {
    await Promise.all(this.#options.profiles.list().map((stored) => this.#restoring.restore(stored)));
  }

  list(): Account[] {
    return [...this.#accounts.values()];
  }

  summaries(): AccountSummary[] {
    return this.list().map(({ id }) => this.summary(id));
  }

  /** Throws PailError `not-found`. */
  summary(accountId: string): AccountSummary {
    const account = this.get(accountId);
    return summarize(account, this.#options.profiles.get(account.profileId));
  }

  /** How far the clocks of the issuers are from this computer's, one for each host that people are signed in at. */
  clocks(): Session['clock'][] {
    return [...new Map(this.list().map(({ session: { clock } }) => [clock.host, clock])).values()];
  }

  async profileSummaries(): Promise<ProfileSummary[]> {
    const { profiles } = this.#options;
    return Promise.all(
      profiles.list().map(async (stored) =>
        summarizeProfile(stored, {
          facts: profiles.facts(stored.id),
          missingSecrets: await profiles.missingSecrets(stored.id),
          staySignedIn: this.#kept.isWished(stored),
          signIn: this.#underWay.stateOf(stored.id),
        }),
      ),
    );
  }

  /**
   * Starts a sign-in; answers when the browser was asked to open, or throws why it was not. What comes after that shows
   * in the profile's state. What the last run kept and could not try for want of a network is tried first: then no browser opens.
   */
  async signIn(profileId: string): Promise<void> {
    this.cancel(profileId);
    if (this.#restoring.isUnheard(profileId)) {
      const restored = await this.#restoring.restore(this.#options.profiles.get(profileId));
      if (restored === 'signed-in' || restored === 'cancelled') return;
      if (isNotHeard(restored)) throw new PailError(restored);
    }
    // Before the keyring is asked: if the profile is removed or replaced meanwhile, this sign-in ends with it.
    const attempt = this.#underWay.begin(profileId, { phase: 'preparing' });
    const settings = await this.#settings(profileId).catch((error: unknown) => {
      this.#underWay.settle(profileId, attempt);
      throw error;
    });
    if (attempt.cancelled) return;
    await new Promise<void>((opened, failed) => {
      const run = attempt.run(settings, {
        waiting: async (url, expiresAt) => {
          this.#underWay.show(profileId, { phase: 'waiting', host: url.host, expiresAt });
          // Without a browser the address can still be copied: the attempt goes on.
          await this.#options
            .openBrowser(url)
            .then(opened, (cause: unknown) => failed(new PailError('browser-unavailable', {}, { cause })));
        },
        exchanging: () => this.#underWay.show(profileId, { phase: 'exchanging' }),
      });
      run
        .then(({ client, tokens }) => this.#begin(profileId, client, tokens, attempt))
        .then(() => this.#underWay.settle(profileId, attempt))
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
    this.#underWay.cancel(profileId);
  }

  /** The address of the pending sign-in page, and where it comes back to. Throws PailError `sign-in-not-pending`. */
  pending(profileId: string): ReturnType<SignInsUnderWay['pending']> {
    return this.#underWay.pending(profileId);
  }

  /** Gives a callback to the attempt whose state it bears. False: nobody waits for it. */
  takeCallback(callback: CallbackParameters): boolean {
    return this.#underWay.take(callback);
  }

  /** Throws PailError `not-found`. */
  get(accountId: string): Account {
    const account = this.#accounts.get(accountId);
    if (!account) throw new PailError('not-found', { subject: 'The account' });
    return account;
  }

  /**
   * Chooses whether a profile's sign-ins outlast a run. Off: what is kept is deleted at once, and the session goes on in memory.
   * Throws PailError `not-found`, `settings-unwritable`, `session-not-forgotten`.
   */
  async setStaySignedIn(profileId: string, stay: boolean): Promise<void> {
    const stored = this.#options.profiles.get(profileId);
    this.#kept.choose(profileId, stay);
    const account = this.#accountOf(profileId);
    if (!stay) await this.#kept.forget(profileId);
    if (account) account.remembered = stay && (await this.#kept.keep(stored, account.session));
    this.#options.onChange();
  }

  /**
   * Forgets an account first and tells the issuer then: nothing stays here, whatever that answers. Throws PailError `not-found`;
   * `session-not-forgotten` when all of it is done and what is kept stayed.
   */
  async signOut(accountId: string, inBrowser = false): Promise<SignOutOutcome> {
    const account = this.get(accountId);
    this.#accounts.delete(accountId);
    this.#underWay.askWho(account.profileId, true);
    this.#options.onChange();
    return endSession(account.session, inBrowser, {
      forget: () => this.#kept.forget(account.profileId),
      openBrowser: this.#options.openBrowser,
    });
  }

  /** Ends whatever a profile has: its attempt and its account. Throws PailError `revoke-failed`, `session-not-forgotten`, and it is gone. */
  async forget(profileId: string): Promise<void> {
    this.#underWay.forget(profileId);
    this.#restoring.forget(profileId);
    const account = this.#accountOf(profileId);
    // Also where no account came of it: a restore that failed leaves its token for the next run.
    if (!account) return this.#kept.forget(profileId);
    const { failure } = await this.signOut(account.id);
    if (failure) throw new PailError(failure);
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
    return oidcSettingsOf(profile, {
      clientSecret: await profiles.secret(profileId, 'clientSecret'),
      askWho: this.#underWay.asksWho(profileId),
      addressOfBuild: this.#options.addressOfBuild,
      fetch: this.#options.fetchFor(profile),
    });
  }

  async #begin(profileId: string, client: OidcClient, tokens: TokenSet, attempt: SignInAttempt): Promise<void> {
    const { profiles } = this.#options;
    const stored = profiles.get(profileId);
    const sub = String(tokens.claims['sub']);
    const id = accountIdOf(profileId, sub);
    client.detach();
    // Before anything is done with them: a rotated token that is lost is a sign-in that is lost.
    const remembered = await this.#kept.keep(stored, { refreshToken: tokens.refreshToken, sub });
    if (attempt.cancelled) {
      // Cancelled, or the profile removed, while the keyring was asked: as if it had not been.
      await this.#kept.forget(profileId);
      if (tokens.refreshToken !== null) await client.revoke(tokens.refreshToken);
      return;
    }
    const session = new Session(client, tokens, {
      tokens: async (next) => {
        if (this.#accounts.get(id) !== account) return;
        account.remembered = await this.#kept.keep(profiles.get(profileId), { refreshToken: next.refreshToken, sub });
        account.mapping = mapAccount(id, profiles.get(profileId), next.claims);
        this.#options.onChange();
      },
      expired: () => {
        account.state = 'expired';
        account.remembered = false;
        this.#options.onChange();
        if (this.#accounts.get(id) === account) this.#run(this.#kept.forget(profileId));
      },
    });
    const mapping = mapAccount(id, stored, tokens.claims);
    const account: Account = { id, profileId, session, mapping, state: 'active', remembered };
    for (const other of this.list()) if (other.profileId === profileId) this.#replace(other, id);
    this.#accounts.set(id, account);
    this.#underWay.askWho(profileId, false);
    this.#options.onChange();
  }

  /** Another sign-in takes the place of an account. Of another person nothing stays, at the issuer either. */
  #replace(other: Account, by: string): void {
    this.#accounts.delete(other.id);
    if (other.id !== by && other.state === 'active') this.#run(other.session.end().then((revoke) => revoke()));
  }

  #accountOf(profileId: string): Account | undefined {
    return this.list().find((account) => account.profileId === profileId);
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
    this.#underWay.settle(profileId, attempt, { phase: 'failed', failure });
  }

  /** Work that nobody waits for; its failure is told all the same. */
  #run(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#options.onError(error));
  }
}
