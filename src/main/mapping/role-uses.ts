/** Which rules of a profile give a person which roles, for which places. Pure. */
import type { ShownCredentials } from '../../shared/model/explanation.ts';
import type { Location } from '../../shared/model/location.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import type { LocationRule } from '../../shared/model/profile/locations.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { changedStorage } from '../../shared/model/profile/storage.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import type { Mapping } from './evaluate.ts';
import { distinct, everyBucket, type Statement } from './policy.ts';

/** One use of a role by a place of a rule. */
export interface RoleUse {
  readonly rule: Pick<LocationRule, 'bucket' | 'prefix' | 'when' | 'forEach'>;
  readonly source: CredentialSource;
  readonly roleArn: string;
  /** The source's `roleArn`, as in the profile. */
  readonly roleTemplate: string;
  readonly place: Pick<Location, 'bucket' | 'prefix' | 'actions'>;
  /** What the role may besides. */
  readonly besides: readonly Statement[];
  /** The value of `forEach`; null without one. */
  readonly item: string | null;
  /** True where the store is AWS, which knows less of a token than others do. */
  readonly isAws: boolean;
}

/** What a person gets by roles, in the order of the profile, and what no policy can keep apart. */
export function roleUsesOf(
  profile: Profile,
  { explain }: Mapping,
): { readonly uses: readonly RoleUse[]; readonly notes: readonly string[] } {
  const uses: RoleUse[] = [];
  const notes: string[] = [];
  const add = (
    { sourceId, roleArn }: ShownCredentials,
    storage: LocationRule['storage'],
    use: Pick<RoleUse, 'rule' | 'place' | 'besides' | 'item'>,
  ): void => {
    const source = profile.credentials.find(({ id }) => id === sourceId);
    if (source?.kind === 'static') notes.push(cliEn.walls.sharedKey(source.id));
    if (source?.kind === 'identityPool') notes.push(cliEn.walls.identityPool(source.id));
    if (source?.kind === 'webIdentity' && roleArn === null) notes.push(cliEn.walls.noRole(source.id));
    if (source?.kind !== 'webIdentity' || roleArn === null) return;
    const isAws = changedStorage(profile.storage, source.storage, storage).endpoint === undefined;
    uses.push({ ...use, source, roleArn, roleTemplate: source.roleArn ?? roleArn, isAws });
  };
  for (const { index, places } of explain.rules) {
    const rule = profile.locations[index];
    for (const { location, credentials, item } of places.flatMap((place) => (place.location ? [place] : []))) {
      if (rule) add(credentials, rule.storage, { rule, place: location, besides: [], item });
    }
  }
  for (const { index, credentials } of explain.bucketLists) {
    const list = profile.allBuckets[index];
    if (!list || !credentials) continue;
    const place = { bucket: '*', prefix: '', actions: list.actions };
    const rule = { ...list, bucket: '*', prefix: '' };
    add(credentials, list.storage, { rule, place, besides: [everyBucket(list)], item: null });
  }
  return { uses, notes: distinct(notes) };
}

/** True where rules that give this person nothing may give the same source to somebody else. */
export function servesOthers(source: CredentialSource, profile: Profile, { explain }: Mapping): boolean {
  const mayUse = ({ credentials }: { readonly credentials?: string | undefined } = {}): boolean =>
    credentials === undefined || credentials === source.id;
  const rule = explain.rules.some(
    ({ index, places }) => places.every(({ location }) => location === null) && mayUse(profile.locations[index]),
  );
  const list = explain.bucketLists.some(
    ({ index, credentials }) => credentials === null && mayUse(profile.allBuckets[index]),
  );
  return rule || list;
}
