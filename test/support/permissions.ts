import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import type { UserPool } from './cognito/user-pool.ts';
import type { Rgw } from './rgw.ts';
import { BUCKETS } from './sample-data/seed.ts';

type Statement = Readonly<Record<string, unknown>>;

/** A role: who may take it, by what their ID token says, and what it may do. */
export interface Role {
  readonly name: string;
  /** Conditions on claims, by operator and then by claim; the token is always that of the pool's own client. */
  readonly who: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly may: readonly Statement[];
}

/** `home-<sub>`: that person alone, in the folder `<sub>/` of the bucket `homes`. */
export function homeRole(sub: string): Role {
  return { name: `home-${sub}`, who: { StringEquals: { sub } }, may: readWrite(BUCKETS.homes, `${sub}/`) };
}

/** Named as the group: its members, in the folder of that name in the bucket `teams`. */
export function teamRole(group: string): Role {
  return { name: group, who: memberOf(group), may: readWrite(BUCKETS.teams, `${group}/`) };
}

/** `finance`: members of that group may list and read that bucket. */
export function financeRole(): Role {
  return { name: 'finance', who: memberOf('finance'), may: readOnly(BUCKETS.finance) };
}

/**
 * Makes RGW trust the pool (which must have certificates: option x5c), and the roles that its users may take.
 * This, not Pail, is what keeps people apart. Throws what IAM answers when something cannot be made.
 */
export async function createRoles(
  rgw: Pick<Rgw, 'endpoint' | 'region' | 'admin'>,
  pool: UserPool,
  roles: readonly Role[],
): Promise<void> {
  const iam = new IAMClient({ endpoint: rgw.endpoint, region: rgw.region, credentials: rgw.admin });
  const { host, pathname } = new URL(pool.issuer);
  const provider = host + pathname;
  await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: pool.issuer,
      ClientIDList: [pool.clientId],
      ThumbprintList: [pool.x5cThumbprint],
    }),
  );
  await Promise.all(
    roles.map(async ({ name, who, may }) => {
      const trusted = trustPolicy(provider, pool.clientId, who);
      await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trusted }));
      const policy = { RoleName: name, PolicyName: 'access', PolicyDocument: document(may) };
      await iam.send(new PutRolePolicyCommand(policy));
    }),
  );
  iam.destroy();
}

/**
 * Lets who takes a role look after a whole bucket besides: also see the uploads in it. Answers what takes that back. Throws what IAM
 * answers.
 */
export async function lendBucket(
  rgw: Pick<Rgw, 'endpoint' | 'region' | 'admin'>,
  role: string,
  bucket: string,
): Promise<() => Promise<void>> {
  const iam = new IAMClient({ endpoint: rgw.endpoint, region: rgw.region, credentials: rgw.admin });
  const policy = { RoleName: role, PolicyName: bucket };
  const Action = ['s3:ListBucket', 's3:ListBucketMultipartUploads'];
  const lists = { Effect: 'Allow', Action, Resource: [`arn:aws:s3:::${bucket}`] };
  const PolicyDocument = document([lists, writesObjects(bucket, '')]);
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
  return async () => {
    await iam.send(new DeleteRolePolicyCommand(policy));
    iam.destroy();
  };
}

/** Lets the user named `uid` list and read the public bucket. */
export async function sharePublicBucket(s3: S3Client, uid: string): Promise<void> {
  await setBucketPolicy(s3, BUCKETS.public, uid, readOnly(BUCKETS.public));
}

/** Lets the user named `uid` do everything in a bucket but what `denied` names: actions by the keys that they are denied for. */
export async function lendAllBut(
  s3: S3Client,
  uid: string,
  bucket: string,
  denied: Readonly<Record<string, string>>,
): Promise<void> {
  const statements = [
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [`arn:aws:s3:::${bucket}`] },
    writesObjects(bucket, ''),
    ...Object.entries(denied).map(([key, action]) => ({
      Effect: 'Deny',
      Action: [`s3:${action}`],
      Resource: [`arn:aws:s3:::${bucket}/${key}`],
    })),
  ];
  await setBucketPolicy(s3, bucket, uid, statements);
}

async function setBucketPolicy(s3: S3Client, bucket: string, uid: string, may: readonly Statement[]): Promise<void> {
  const Principal = { AWS: [`arn:aws:iam:::user/${uid}`] };
  const Policy = document(may.map((statement) => ({ ...statement, Principal })));
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}

/**
 * RGW 16 compares a claim of several values the same way under a plain StringEquals, but IAM's rule for those is
 * ForAnyValue. ForAllValues must not be used: it holds for a user who is in no group at all.
 */
function memberOf(group: string): Role['who'] {
  return { 'ForAnyValue:StringEquals': { 'cognito:groups': group } };
}

function trustPolicy(provider: string, clientId: string, who: Role['who']): string {
  const operators = Object.entries({ ...who, StringEquals: { aud: clientId, ...who['StringEquals'] } });
  const conditions = operators.map(([operator, claims]) => {
    const named = Object.entries(claims).map(([claim, value]) => [`${provider}:${claim}`, value]);
    return [operator, Object.fromEntries(named)];
  });
  return document([
    {
      Effect: 'Allow',
      Principal: { Federated: [`arn:aws:iam:::oidc-provider/${provider}`] },
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Condition: Object.fromEntries(conditions),
    },
  ]);
}

function readWrite(bucket: string, prefix: string): Statement[] {
  return [
    {
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: [`arn:aws:s3:::${bucket}`],
      Condition: { StringLike: { 's3:prefix': [`${prefix}*`, prefix] } },
    },
    writesObjects(bucket, prefix),
  ];
}

function writesObjects(bucket: string, prefix: string): Statement {
  const actions = [
    ...['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'],
    ...['GetObjectTagging', 'PutObjectTagging'],
  ];
  return {
    Effect: 'Allow',
    Action: actions.map((action) => `s3:${action}`),
    Resource: [`arn:aws:s3:::${bucket}/${prefix}*`],
  };
}

function readOnly(bucket: string): Statement[] {
  return [
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [`arn:aws:s3:::${bucket}`] },
    { Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`arn:aws:s3:::${bucket}/*`] },
  ];
}

function document(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
