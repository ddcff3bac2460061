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

/** A value for a policy where `*` and `?` would mean more than themselves, too. */
export const literal = (value: string): string =>
  plain(value).replace(/(?<!\$\{)[*?]/g, (character) => `\${${character}}`);

/** What Pail asks of the store for each action. */
const OBJECT_RIGHTS: Readonly<Record<Exclude<Action, 'list'>, readonly string[]>> = {
  read: ['GetObject', 'GetObjectTagging'],
  write: ['PutObject', 'PutObjectTagging', 'AbortMultipartUpload', 'ListMultipartUploadParts'],
  delete: ['DeleteObject'],
  share: ['GetObject'],
};

/** What a location's actions need, below `prefix` as a policy has it. */
export function permissionsOf({ bucket, actions }: Pick<Location, 'bucket' | 'actions'>, prefix: string): Statement[] {
  const statements: Statement[] = [];
  if (actions.includes('list')) {
    statements.push({
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: [`arn:aws:s3:::${bucket}`],
      ...(prefix !== '' && { Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}*`] } } }),
    });
  }
  const rights = distinct(actions.flatMap((action) => (action === 'list' ? [] : OBJECT_RIGHTS[action])));
  if (rights.length > 0) {
    const Action = rights.map((right) => `s3:${right}`);
    statements.push({ Effect: 'Allow', Action, Resource: [`arn:aws:s3:::${bucket}/${prefix}*`] });
  }
  return statements;
}

/** What a list of all buckets needs beside what may be done in each. */
export function everyBucket({
  create,
  delete: remove,
}: {
  readonly create: boolean;
  readonly delete: boolean;
}): Statement {
  const Action = [
    's3:ListAllMyBuckets',
    ...(create ? ['s3:CreateBucket'] : []),
    ...(remove ? ['s3:DeleteBucket'] : []),
  ];
  return { Effect: 'Allow', Action, Resource: ['arn:aws:s3:::*'] };
}
