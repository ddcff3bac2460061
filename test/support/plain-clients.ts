import { S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** Keys of either kind: long-lived without a session token, temporary with one. */
export interface PlainKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The SDK's own S3 client, nothing of Pail in it; every request is tried once. */
export function plainS3(endpoint: string, credentials: PlainKeys): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

/** The SDK's own client of a store of the tests, with its tries and what it takes any store to be able to. */
export function storeClient(endpoint: string, region: string, credentials: PlainKeys): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/**
 * Temporary keys for a role by an ID token, asked of STS without any other credentials.
 * Rejects with the SDK's error when STS refuses.
 */
export async function assumeRole(stsEndpoint: string, role: string, token: string): Promise<PlainKeys> {
  const sts = new STSClient({
    endpoint: stsEndpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: async (request) => request },
  });
  const wanted = { RoleArn: `arn:aws:iam:::role/${role}`, RoleSessionName: 'plain-client', WebIdentityToken: token };
  const { Credentials: keys } = await sts.send(new AssumeRoleWithWebIdentityCommand(wanted));
  sts.destroy();
  if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken) {
    throw new Error(`STS answered without keys for the role ${role}`);
  }
  return { accessKeyId: keys.AccessKeyId, secretAccessKey: keys.SecretAccessKey, sessionToken: keys.SessionToken };
}

/** The http status of an SDK call, whether it was answered or refused; undefined when there was no answer. */
export async function httpStatus(call: Promise<unknown>): Promise<number | undefined> {
  const outcome = await call.catch((error: unknown) => error);
  return (outcome as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
