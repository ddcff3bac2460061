/** The way of a profile file into Pail: what may come in, what is asked first, and what follows from it. */
import { randomUUID } from 'node:crypto';
import { PailError } from '../../shared/errors.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import type { ProfileReview, ProfileSource } from '../../shared/model/profile-review.ts';
import { endsSignIn, importReview, needsPassphrase } from './import-review.ts';
import { type Asked, PendingReviews } from './pending-reviews.ts';
import type { ProfileFile } from './profile-file.ts';
import { secretPlaces } from './profile-secrets.ts';
import type { Comparison, ProfileStore } from './profile-store.ts';
import { unsealProfile } from './sealed-secrets.ts';
import { revisionOf, type StoredProfile, versionDigest, versionOfFile } from './stored-profile.ts';
import { checkImport } from './update-policy.ts';

export interface ProfileImportsOptions {
  readonly profiles: ProfileStore;
  /** Fetches a file from an address that a person has said yes to. */
  readonly download: (url: URL) => Promise<ProfileFile>;
  /** Ends whatever sign-in a profile has. */
  readonly endSignIn: (profileId: string) => Promise<void>;
  readonly isSignedIn: (profileId: string) => boolean;
  /** Profiles changed: locations are mapped anew, and everybody is told. */
  readonly onChange: (profileId: string) => Promise<void>;
  /** The questions that are open, whenever they change. */
  readonly onReviews: (reviews: readonly ProfileReview[]) => void;
  /** Something came of a file with nobody being asked: it is in, or it was there already, as it is. */
  readonly onTaken: (name: string, outcome: 'imported' | 'unchanged') => void;
  /** ms since 1970. */
  readonly now: () => number;
}

/** What came of an update that was fetched. */
export type UpdateOutcome = 'none' | 'asked' | { readonly updated: Comparison; readonly file: ProfileFile };

/** Questions about profiles, and what is done when they are answered. */
export class ProfileImports {
  readonly #options: ProfileImportsOptions;
  readonly #pending: PendingReviews;

  constructor(options: ProfileImportsOptions) {
    this.#options = options;
    this.#pending = new PendingReviews(options.onReviews);
  }

  reviews(): ProfileReview[] {
    return this.#pending.list();
  }

  /** Whether a file may be imported at all. Throws PailError by {@link checkImport}. */
  async check(file: ProfileFile): Promise<void> {
    await this.#judge(file);
  }

  /**
   * Imports a file that a person chose; `null` where something has to be asked first. A file that nobody signed and that replaces
   * nothing comes in at once. Throws PailError by {@link checkImport}.
   */
  async take(file: ProfileFile): Promise<StoredProfile | null> {
    const { comparison, known } = await this.#judge(file);
    const sealed = needsPassphrase(file.profile, known);
    if (comparison && !comparison.differs && !sealed) return this.#takeAgain(file, comparison.stored, known);
    if (comparison || sealed || file.signature !== null) {
      this.#ask(file, { kind: 'file' }, comparison, known);
      return null;
    }
    const stored = await this.#import(file, file.profile);
    this.#options.onTaken(stored.profile.name, 'imported');
    return stored;
  }

  /** Asks whether to fetch a profile from an address that came in a link. Nothing is fetched before. */
  askLink(url: URL): void {
    const review: ProfileReview = { kind: 'link', id: randomUUID(), host: url.host, address: url.href };
    this.#pending.add({ review, url });
  }

  /** Asks for the passphrase of the machine's profiles whose sealed secrets are not known yet. */
  async askManaged(files: readonly ProfileFile[]): Promise<void> {
    for (const file of files) {
      const comparison = await this.#options.profiles.compare(file);
      const known = await this.#options.profiles.knownSecrets(file.profile);
      if (comparison && needsPassphrase(file.profile, known)) {
        this.#ask(file, { kind: 'managed' }, comparison, known);
      }
    }
  }

  /** Takes an update of an imported profile: by itself where it is signed, else by asking. Throws as {@link take}. */
  async update(id: string, file: ProfileFile, host: string): Promise<UpdateOutcome> {
    const { profiles } = this.#options;
    const stored = profiles.get(id);
    if (isSetAside(stored, file)) return 'none';
    const { comparison, known } = await this.#judge(file);
    if (comparison?.stored.id !== id) {
      throw new PailError('profile-download-failed', { subject: host, reason: 'it has another profile' });
    }
    if (!comparison.differs) return 'none';
    if (stored.signedBy === null || needsPassphrase(file.profile, known)) {
      this.#ask(file, { kind: 'update', host }, comparison, known);
      return 'asked';
    }
    await this.#import(file, await unsealProfile(file.profile, '', known));
    return { updated: comparison, file };
  }

  /**
   * Answers an open question. A yes to a link fetches the file, which is then asked about. Answers the profile that was imported.
   * Throws PailError `passphrase-wrong`, and the question stays; `profile-*`; `not-found` where it is not asked any more.
   */
  async answer(reviewId: string, accept: boolean, passphrase: string | null): Promise<StoredProfile | null> {
    const asked = this.#pending.get(reviewId);
    if (!accept) return this.#decline(asked);
    if ('url' in asked) return this.#fetch(asked.review.id, asked.url);
    const { file, review } = asked;
    try {
      const comparison = review.source.kind === 'managed' ? null : (await this.#judge(file)).comparison;
      const known = await this.#options.profiles.knownSecrets(file.profile);
      const opened = await unsealProfile(file.profile, passphrase ?? '', known);
      // Answered twice in the same moment: once counts.
      this.#pending.get(reviewId);
      this.#pending.delete(reviewId);
      if (review.source.kind === 'managed') return await this.#openManaged(file, opened);
      if (comparison && endsSignIn(comparison)) await this.#options.endSignIn(comparison.stored.id);
      return await this.#import(file, opened);
    } catch (error) {
      const isWrong = error instanceof PailError && error.failure.code === 'passphrase-wrong';
      if (!isWrong) this.#pending.delete(reviewId);
      throw error;
    }
  }

  /** Goes back to the version before. Unsigned, it ends the sign-in, as importing it would. Throws as the store. */
  async rollBack(id: string): Promise<void> {
    const { profiles, endSignIn, onChange } = this.#options;
    const { signedBy, previous } = profiles.get(id);
    await profiles.rollBack(id);
    if (signedBy === null || previous?.signedBy === null) await endSignIn(id);
    await onChange(id);
  }

  /**
   * A file that says what is so already. A secret that this run does not have comes in again with it; a profile of the machine has its
   * secrets from its own file only.
   */
  async #takeAgain(
    file: ProfileFile,
    stored: StoredProfile,
    known: ReadonlyMap<string, string>,
  ): Promise<StoredProfile> {
    const missing = stored.managed ? [] : await this.#options.profiles.missingSecrets(stored.id);
    if (missing.length > 0) return this.#import(file, await unsealProfile(file.profile, '', known));
    this.#options.onTaken(stored.profile.name, 'unchanged');
    return stored;
  }

  /** The question stays while its file is fetched: answered with no meanwhile, nothing comes of it. */
  async #fetch(reviewId: string, url: URL): Promise<StoredProfile | null> {
    try {
      const file = await this.#options.download(url);
      const { comparison, known } = await this.#judge(file);
      if (!this.#pending.has(reviewId)) return null;
      if (comparison && !comparison.differs && !needsPassphrase(file.profile, known)) {
        return await this.#takeAgain(file, comparison.stored, known);
      }
      this.#ask(file, { kind: 'link', host: url.host }, comparison, known);
      return null;
    } finally {
      this.#pending.delete(reviewId);
    }
  }

  async #decline(asked: Asked): Promise<null> {
    this.#pending.delete(asked.review.id);
    if ('file' in asked && asked.review.source.kind === 'update') {
      const comparison = await this.#options.profiles.compare(asked.file);
      if (comparison) await this.#options.profiles.setAside(comparison.stored.id, asked.file);
    }
    return null;
  }

  async #judge(file: ProfileFile) {
    const { profiles, now } = this.#options;
    const comparison = await profiles.compare(file);
    checkImport(file, comparison?.stored ?? null, comparison?.differs ?? false, now());
    return { comparison, known: await profiles.knownSecrets(file.profile) };
  }

  async #import(file: ProfileFile, opened: Profile): Promise<StoredProfile> {
    const stored = await this.#options.profiles.add(file, opened);
    await this.#options.onChange(stored.id);
    return stored;
  }

  async #openManaged(file: ProfileFile, opened: Profile): Promise<StoredProfile | null> {
    const { profiles, onChange } = this.#options;
    const comparison = await profiles.compare(file);
    if (!comparison) return null;
    const sealed = new Set(secretPlaces(file.profile).flatMap(({ name, value }) => (isSealed(value) ? [name] : [])));
    for (const { name, value } of secretPlaces(opened)) {
      if (sealed.has(name) && !isSealed(value)) await profiles.provideSecret(comparison.stored.id, name, value);
    }
    await onChange(comparison.stored.id);
    return comparison.stored;
  }

  #ask(
    file: ProfileFile,
    source: ProfileSource,
    comparison: Comparison | null,
    known: ReadonlyMap<string, string>,
  ): void {
    const isSignedIn = comparison !== null && this.#options.isSignedIn(comparison.stored.id);
    this.#pending.add({ review: importReview({ file, source, comparison, known, isSignedIn }), file });
  }
}

/** True for an update that the person has gone back from, and for earlier ones. */
function isSetAside({ setAside }: StoredProfile, file: ProfileFile): boolean {
  if (setAside === null) return false;
  if (setAside.revision > 0 && revisionOf(file.profile) <= setAside.revision) return true;
  return versionDigest(versionOfFile(file)) === setAside.digest;
}
