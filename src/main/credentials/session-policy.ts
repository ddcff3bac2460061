/** The policy that cuts the keys of a role to one location: STS gives keys for what both the role and it allow. Pure. */
import { PailError } from '../../shared/errors.ts';
import type { Action, Location } from '../../shared/model/location.ts';

/** What keys are cut to. Locations that are alike in it share keys. */
export type LocationCut = Pick<Location, 'bucket' | 'prefix' | 'actions'>;

/** Most characters that STS takes. */
const MAX_CHARACTERS = 2_048;

/** What each action needs on the objects of a location. An action that is not here adds nothing. */
const ON_OBJECTS: Readonly<Partial<Record<Action, readonly string[]>>> = {
  read: ['GetObject', 'GetObjectTagging'],
  write: ['PutObject', 'PutObjectTagging', 'AbortMultipartUpload', 'ListMultipartUploadParts'],
  delete: ['DeleteObject'],
  // A link lets others read with these keys.
  share: ['GetObject'],
};

/** What encrypted buckets need besides: AWS asks the person's own keys for it. */
const ON_KMS_KEYS: Readonly<Partial<Record<Action, readonly string[]>>> = {
  read: ['Decrypt'],
  // The parts of a large object are read again when it is put together.
  write: ['GenerateDataKey', 'Decrypt'],
  share: ['Decrypt'],
};

/**
 * The session policy for a location, as JSON. `partition` is that of the ARNs (`aws`, `aws-cn`). `kmsRegion` lets the store use KMS keys on the person's
 * behalf, in that region; `null` at stores without KMS. Throws PailError `session-policy-unsuited` for what a policy would take as a pattern, and for a
 * policy that is too long.
 */
export function sessionPolicy(cut: LocationCut, partition: string, kmsRegion: string | null): string {
  const { bucket, prefix, actions } = cut;
  const place = `${bucket}/${prefix}`;
  if (/[*?]|\$\{/.test(place)) {
    throw new PailError('session-policy-unsuited', {
      subject: place,
      reason: 'it holds *, ? or ${, which a policy takes for more than one name',
    });
  }
  const arn = `arn:${partition}:s3:::${bucket}`;
  const statements: object[] = [];
  if (actions.includes('list')) {
    const within = { Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}*`] } } };
    statements.push({ Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [arn], ...(prefix !== '' && within) });
  }
  const onObjects = actionsFor(actions, ON_OBJECTS, 's3');
  if (onObjects.length > 0) statements.push({ Effect: 'Allow', Action: onObjects, Resource: [`${arn}/${prefix}*`] });
  const onKeys = actionsFor(actions, ON_KMS_KEYS, 'kms');
  if (kmsRegion !== null && onKeys.length > 0) {
    const host = `s3.${kmsRegion}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
    const viaStore = { StringEquals: { 'kms:ViaService': host } };
    statements.push({ Effect: 'Allow', Action: onKeys, Resource: ['*'], Condition: viaStore });
  }
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (statements.length > 0 && policy.length <= MAX_CHARACTERS) return policy;
  const reason = statements.length === 0 ? 'nothing is allowed in it' : `the policy has ${policy.length} characters`;
  throw new PailError('session-policy-unsuited', { subject: place, reason });
}

function actionsFor(
  actions: readonly Action[],
  rights: Readonly<Partial<Record<Action, readonly string[]>>>,
  service: string,
): string[] {
  const names = actions.flatMap((action) => rights[action] ?? []);
  return [...new Set(names)].map((name) => `${service}:${name}`);
}
