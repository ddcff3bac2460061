/** The policy that cuts the keys of a role to one location: STS gives keys for what both the role and it allow. Pure. */
import { PailError } from '../../shared/errors.ts';
import type { Action, Location } from '../../shared/model/location.ts';
import { distinct, isLiteral, permissionsOf, policy } from '../mapping/policy.ts';

/** What keys are cut to. Locations that are alike in it share keys. */
export type LocationCut = Pick<Location, 'bucket' | 'prefix' | 'actions'>;

/** Most characters that STS takes. */
const MAX_CHARACTERS = 2_048;

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
  const place = `${cut.bucket}/${cut.prefix}`;
  // Not every store knows the way in which AWS spells these out.
  if (!isLiteral(place)) {
    throw new PailError('session-policy-unsuited', {
      subject: place,
      reason: 'it holds *, ? or ${, which a policy takes for more than one name',
    });
  }
  const statements = permissionsOf(cut, partition);
  const onKeys = distinct(cut.actions.flatMap((action) => ON_KMS_KEYS[action] ?? []));
  if (kmsRegion !== null && onKeys.length > 0) {
    const host = `s3.${kmsRegion}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
    const viaStore = { StringEquals: { 'kms:ViaService': host } };
    const Action = onKeys.map((right) => `kms:${right}`);
    statements.push({ Effect: 'Allow', Action, Resource: ['*'], Condition: viaStore });
  }
  const document = JSON.stringify(policy(statements));
  if (statements.length > 0 && document.length <= MAX_CHARACTERS) return document;
  const reason = statements.length === 0 ? 'nothing is allowed in it' : `the policy has ${document.length} characters`;
  throw new PailError('session-policy-unsuited', { subject: place, reason });
}
