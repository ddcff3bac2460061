import type { Handlers, PailApi } from '../../shared/api.ts';
import { PailError } from '../../shared/errors.ts';
import type { ProfileSummary } from '../../shared/model/account.ts';
import { text } from '../../shared/text/index.ts';
import { askToOpen } from '../platform/dialogs.ts';
import { type ProfileFile, readProfileFile } from '../profiles/profile-file.ts';
import type { StoredProfile } from '../profiles/profile-store.ts';
import { checkLocalPaths } from './local-paths.ts';
import type { Services } from './services.ts';

/**
 * Imports profile files; every file is read and checked before the first is kept. Answers those that came in; about the others the
 * window asks.
 */
export async function importProfiles(services: Services, files: readonly string[]): Promise<ProfileSummary[]> {
  const { imports } = services;
  const parsed: ProfileFile[] = [];
  for (const file of checkLocalPaths(files)) parsed.push(await readProfileFile(file));
  for (const file of parsed) await imports.check(file);
  const taken: (StoredProfile | null)[] = [];
  for (const file of parsed) taken.push(await imports.take(file));
  return summariesOf(services, taken);
}

async function summariesOf(
  { accounts }: Services,
  taken: readonly (StoredProfile | null)[],
): Promise<ProfileSummary[]> {
  const ids = new Set(taken.map((stored) => stored?.id));
  return (await accounts.profileSummaries()).filter(({ id }) => ids.has(id));
}

export function profileHandlers(services: Services): Handlers<PailApi['profiles']> {
  const { profiles, accounts, imports, updates } = services;
  return {
    list: () => accounts.profileSummaries(),
    importFromDialog: async () => {
      const { importProfile, profileFiles, allFiles } = text.dialogs;
      const files = await askToOpen(services.window(), {
        title: importProfile,
        properties: ['openFile'],
        filters: [
          { name: profileFiles, extensions: ['pail', 'json'] },
          { name: allFiles, extensions: ['*'] },
        ],
      });
      if (!files) return null;
      const [summary = null] = await importProfiles(services, files);
      return summary;
    },
    // What was dragged out of Pail came from a bucket, and says nothing of where to sign in by a slip of the hand.
    importDropped: (files) => (services.stagedFiles.dragOf(files) ? [] : importProfiles(services, files)),
    reviews: () => imports.reviews(),
    answerReview: async (reviewId, accept, passphrase) => {
      const stored = await imports.answer(reviewId, accept, passphrase);
      const [summary = null] = await summariesOf(services, [stored]);
      return summary;
    },
    rollBack: (profileId) => imports.rollBack(profileId),
    checkForUpdate: async (profileId) => {
      try {
        const outcome = await updates.check(profileId);
        return typeof outcome === 'object' ? 'updated' : outcome;
      } finally {
        await services.profilesChanged();
      }
    },
    remove: async (profileId) => {
      const { managed, profile } = profiles.get(profileId);
      if (managed) throw new PailError('profile-managed', { subject: profile.name });
      try {
        await accounts.forget(profileId);
      } finally {
        await profiles.remove(profileId);
        await services.profilesChanged();
      }
    },
    provideSecret: async (profileId, name, value) => {
      await profiles.provideSecret(profileId, name, value);
      await services.profilesChanged();
    },
  };
}
