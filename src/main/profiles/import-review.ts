/** What a person is asked about a profile file. Pure. */
import { randomUUID } from 'node:crypto';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import type { ImportReview, ProfileSource } from '../../shared/model/profile-review.ts';
import { profileChanges, rulesOf } from './profile-changes.ts';
import { shownIssuer, shownStorage, warningsOf } from './profile-facts.ts';
import type { ProfileFile } from './profile-file.ts';
import { secretPlaces, splitSecrets } from './profile-secrets.ts';
import type { Comparison } from './profile-store.ts';

/** Whether a profile has sealed secrets other than those whose values are `known`. */
export function needsPassphrase(profile: Profile, known: ReadonlyMap<string, string>): boolean {
  return secretPlaces(profile).some(({ value }) => isSealed(value) && !known.has(value.sealed));
}

/**
 * What nobody signed may come from anybody: with other settings it could send the person's token elsewhere. What the pinned key has
 * signed comes from the publisher, and work goes on.
 */
export function endsSignIn({ stored, differs }: Comparison): boolean {
  return differs && stored.signedBy === null;
}

export interface ReviewedFile {
  readonly file: ProfileFile;
  readonly source: ProfileSource;
  /** The profile that it is a version of. */
  readonly comparison: Comparison | null;
  /** Values of its sealed secrets, by their texts. */
  readonly known: ReadonlyMap<string, string>;
  /** Somebody is signed in through that profile. */
  readonly isSignedIn: boolean;
}

/** The question about a file. A profile of the machine is in place already: it replaces nothing. */
export function importReview({ file, source, comparison, known, isSignedIn }: ReviewedFile): ImportReview {
  const { profile, signature } = file;
  const isManaged = source.kind === 'managed';
  const replaced = isManaged ? null : comparison;
  const pinned = replaced?.stored.signedBy ?? null;
  const signedBy = signature?.key ?? null;
  return {
    kind: 'import',
    id: randomUUID(),
    source,
    name: profile.name,
    publisher: profile.publisher ?? null,
    signedBy,
    signedBefore: pinned === signedBy ? null : pinned,
    pinned: pinned !== null,
    revision: profile.revision ?? null,
    issuer: shownIssuer(profile),
    storage: shownStorage(profile),
    locationRules: rulesOf(profile).length,
    asksPassphrase: needsPassphrase(profile, known),
    warnings: warningsOf(file, isManaged),
    changes: replaced
      ? profileChanges(replaced.stored.profile, splitSecrets(profile).bare, replaced.secretsDiffer)
      : null,
    endsSignIn: replaced !== null && endsSignIn(replaced) && isSignedIn,
  };
}
