import type { Handlers, ProfilesMethods } from '../../shared/api.ts';
import { PailError } from '../../shared/errors.ts';
import type { ProfileSummary } from '../../shared/model/account.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { text } from '../../shared/text/index.ts';
import { askToOpen, askYesNo } from '../platform/dialogs.ts';
import { readProfileFile } from '../profiles/profile-store.ts';
import { checkLocalPaths } from './local-paths.ts';
import type { Services } from './services.ts';

/**
 * Imports profile files; every file is read and checked before the first is kept. One that would change an imported profile
 * is asked about, and ends that profile's sign-in: with other settings it could send the person's token elsewhere.
 */
export async function importProfiles(services: Services, files: readonly string[]): Promise<ProfileSummary[]> {
  const { profiles, accounts } = services;
  const parsed: Profile[] = [];
  for (const file of checkLocalPaths(files)) parsed.push(await readProfileFile(file));
  const ids = new Set<string>();
  for (const profile of parsed) {
    const version = await profiles.versionOf(profile);
    if (version) ids.add(version.stored.id);
    if (version?.differs && !(await askToReplace(services, profile))) continue;
    if (version?.differs) await accounts.forget(version.stored.id);
    ids.add((await profiles.add(profile)).id);
  }
  await services.profilesChanged();
  return (await accounts.profileSummaries()).filter(({ id }) => ids.has(id));
}

function askToReplace(services: Services, profile: Profile): Promise<boolean> {
  const { replaceTitle, replaceDetail, replace, keep } = text.dialogs;
  return askYesNo(services.window(), {
    title: replaceTitle(profile.name),
    detail: replaceDetail,
    yes: replace,
    no: keep,
  });
}

export function profileHandlers(services: Services): Handlers<ProfilesMethods> {
  const { profiles, accounts } = services;
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
      const [summary] = await importProfiles(services, files);
      if (!summary) throw new PailError('not-found', { subject: 'The profile' });
      return summary;
    },
    // What was dragged out of Pail came from a bucket, and says nothing of where to sign in by a slip of the hand.
    importDropped: (files) => (services.stagedFiles.dragOf(files) ? [] : importProfiles(services, files)),
    remove: async (profileId) => {
      profiles.get(profileId);
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
