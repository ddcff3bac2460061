import type { z } from 'zod';
import type { CredentialSource } from './credentials.ts';
import type { AllBucketsRule, AnyRule, LocationRule } from './locations.ts';
import { changedStorage, type Storage, storage } from './storage.ts';

interface WithStorage {
  readonly storage: Storage;
  readonly credentials: readonly CredentialSource[];
  readonly locations: readonly LocationRule[];
  readonly allBuckets: readonly AllBucketsRule[];
}

/** The sources that a rule may take its keys from. */
function sourcesOf({ credentials }: WithStorage, rule: AnyRule): readonly CredentialSource[] {
  return rule.credentials === undefined ? credentials : credentials.filter(({ id }) => id === rule.credentials);
}

/** What changes of storage come to must be storage, too, with whichever source a location has. */
export function checkStorage(profile: WithStorage, context: z.RefinementCtx): void {
  // What is wrong in the profile's own is told there, and no change of it made it so.
  if (!storage.safeParse(profile.storage).success) return;
  const check = (rule: AnyRule, place: readonly PropertyKey[]): void => {
    for (const source of sourcesOf(profile, rule)) {
      if (!source.storage && !rule.storage) continue;
      const checked = storage.safeParse(changedStorage(profile.storage, source.storage, rule.storage));
      const [issue] = checked.error?.issues ?? [];
      if (!issue) continue;
      // Said of whoever had the last word.
      const [field] = issue.path;
      const isRule = rule.storage !== undefined && (field === undefined || Object.hasOwn(rule.storage, field));
      const owner = isRule ? place : ['credentials', profile.credentials.indexOf(source)];
      context.addIssue({ code: 'custom', message: issue.message, path: [...owner, 'storage', ...issue.path] });
      return;
    }
  };
  for (const [index, rule] of profile.locations.entries()) check(rule, ['locations', index]);
  for (const [index, rule] of profile.allBuckets.entries()) check(rule, ['allBuckets', index]);
}

/** Whether something is encrypted with the customer's key. */
export function wantsEncryptionKey(profile: WithStorage): boolean {
  return [...profile.locations, ...profile.allBuckets].some((rule) =>
    sourcesOf(profile, rule).some((source) => {
      const { encryption } = changedStorage(profile.storage, source.storage, rule.storage);
      return encryption?.kind === 'customer';
    }),
  );
}
