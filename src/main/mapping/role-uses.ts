/** Which rules of a profile give a person which roles, for which places. Pure. */
import type { ShownCredentials } from '../../shared/model/explanation.ts';
import type { Location } from '../../shared/model/location.ts';
import type { Condition } from '../../shared/model/profile/conditions.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import type { AllBucketsRule, LocationRule } from '../../shared/model/profile/locations.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { changedStorage } from '../../shared/model/profile/storage.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import type { Mapping } from './evaluate.ts';
import { distinct } from './policy.ts';
import { insertionsOf } from './template.ts';

/** Sources whose keys are for a person. */
export type PersonalSource = Exclude<CredentialSource, { kind: 'static' }>;

/** One use of a role by a place of a rule. */
export interface RoleUse<Source extends PersonalSource = PersonalSource> {
  readonly rule: Pick<LocationRule, 'bucket' | 'prefix' | 'when' | 'forEach'>;
  readonly source: Source;
  /** Null where the source names none. */
  readonly roleArn: string | null;
  /** The source's `roleArn`, as in the profile. */
  readonly roleTemplate: string | null;
  readonly place: Pick<Location, 'bucket' | 'prefix' | 'actions'>;
  /** The list of all buckets that it is for. */
  readonly list: AllBucketsRule | null;
  /** The value of `forEach`; null without one. */
  readonly item: string | null;
  /** True where the store is AWS, which knows less of a token than others do. */
  readonly isAws: boolean;
  /** True where rules that give this person nothing may give the same source to somebody else. */
  readonly servesOthers: boolean;
}

/** What must hold for a use besides its role: the conditions of its source and of its rule. */
export const conditionsOf = ({ source, rule }: RoleUse): Condition[] =>
  [source.when, rule.when].filter((condition) => condition !== undefined);

/** True where STS at AWS takes the token, and refuses a request without a role. */
export function isAwsSts(source: Extract<CredentialSource, { kind: 'webIdentity' }>, endpoint?: string): boolean {
  return (source.stsEndpoint ?? endpoint) === undefined;
}

/** What a person gets by roles, in the order of the profile, and what no policy can keep apart. */
export function roleUsesOf(
  profile: Profile,
  mapping: Mapping,
): { readonly uses: readonly RoleUse[]; readonly notes: readonly string[] } {
  const uses: RoleUse[] = [];
  const notes: string[] = [];
  const add = (
    { sourceId, roleArn }: ShownCredentials,
    storage: LocationRule['storage'],
    use: Pick<RoleUse, 'rule' | 'place' | 'list' | 'item'>,
  ): void => {
    const source = profile.credentials.find(({ id }) => id === sourceId);
    if (!source) return;
    if (source.kind === 'static') {
      notes.push(cliEn.walls.sharedKey(source.id));
      return;
    }
    const { endpoint } = changedStorage(profile.storage, source.storage, storage);
    if (source.kind === 'webIdentity' && roleArn === null && isAwsSts(source, endpoint)) {
      notes.push(cliEn.walls.roleMissing(source.id));
      return;
    }
    const roleTemplate = source.roleArn ?? null;
    const isAws = endpoint === undefined;
    uses.push({ ...use, source, roleArn, roleTemplate, isAws, servesOthers: servesOthers(source, profile, mapping) });
  };
  for (const { index, places } of mapping.explain.rules) {
    const rule = profile.locations[index];
    for (const { location, credentials, item } of places.flatMap((place) => (place.location ? [place] : []))) {
      if (rule) add(credentials, rule.storage, { rule, place: location, list: null, item });
    }
  }
  for (const { index, credentials } of mapping.explain.bucketLists) {
    const list = profile.allBuckets[index];
    if (!list || !credentials) continue;
    const place = { bucket: '*', prefix: '', actions: list.actions };
    add(credentials, list.storage, { rule: { ...list, bucket: '*', prefix: '' }, place, list, item: null });
  }
  return { uses, notes: distinct(notes) };
}

function servesOthers(source: PersonalSource, profile: Profile, { explain }: Mapping): boolean {
  // A role of one person serves nobody else.
  if (insertionsOf(source.roleArn ?? '').includes('claim:sub')) return false;
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
