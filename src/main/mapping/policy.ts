/** IAM policies: their form, how values stand in them, and what each action of a location needs. Pure. */
import type { Action, Location } from '../../shared/model/location.ts';

export type Statement = Readonly<Record<string, unknown>>;

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export const policy = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** Each value once, by what it holds. */
export const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/** A value for a policy where `${` would begin a variable. */
export const plain = (value: string): string => value.replaceAll('${', '${$}{');

/** A value for a policy where `*` and `?` would mean more than themselves, too. Other stores than AWS may not know this way to write them. */
export const literal = (value: string): string => plain(value).replace(/[*?]/g, (character) => `\${${character}}`);

/** True where a policy takes a value for that one and no other, however the store reads policies. */
export const isLiteral = (value: string): boolean => literal(value) === value;

/** The partition that a role's ARN, and so the ARNs of its buckets, begin with. MinIO has roles of its own and S3's buckets. */
export function partitionOf(roleArn: string): string {
  const [, partition = ''] = roleArn.split(':');
  return /^aws(?:-[a-z-]+)?$/.test(partition) ? partition : 'aws';
}

/** What Pail asks of the store for each action. */
const OBJECT_RIGHTS: Readonly<Record<Exclude<Action, 'list'>, readonly string[]>> = {
  read: ['GetObject', 'GetObjectTagging'],
  write: ['PutObject', 'PutObjectTagging', 'AbortMultipartUpload', 'ListMultipartUploadParts'],
  delete: ['DeleteObject'],
  // A link lets others read with these keys.
  share: ['GetObject'],
};

/** A place as policies have it: {@link literal}, with variables for what depends on the person; the bucket `*` is any. */
export type PolicyPlace = Pick<Location, 'bucket' | 'prefix' | 'actions'>;

/** What the actions of a place need: the one way in which Pail writes rights of S3, for the policies of roles and of sessions. */
export function permissionsOf({ bucket, prefix, actions }: PolicyPlace, partition: string): Statement[] {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const statements: Statement[] = [];
  if (actions.includes('list')) {
    statements.push({
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: [arn],
      ...(prefix !== '' && { Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}*`] } } }),
    });
  }
  const rights = distinct(actions.flatMap((action) => (action === 'list' ? [] : OBJECT_RIGHTS[action])));
  if (rights.length > 0) {
    const Action = rights.map((right) => `s3:${right}`);
    statements.push({ Effect: 'Allow', Action, Resource: [`${arn}/${prefix}*`] });
  }
  return statements;
}

/** What a list of all buckets needs beside what may be done in each. */
export function everyBucket(
  { create, delete: remove }: { readonly create: boolean; readonly delete: boolean },
  partition: string,
): Statement {
  const Action = [
    's3:ListAllMyBuckets',
    ...(create ? ['s3:CreateBucket'] : []),
    ...(remove ? ['s3:DeleteBucket'] : []),
  ];
  return { Effect: 'Allow', Action, Resource: [`arn:${partition}:s3:::*`] };
}
