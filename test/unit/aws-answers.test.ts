/** What no store that runs here answers: AWS's own answers, as it words them, through the whole engine. */
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type HttpStore, httpStore, xml } from '../../src/main/engine/testing/http-store.ts';
import type { Failure } from '../../src/shared/errors.ts';
import { startEngine, type TestEngine } from '../integration/engine-fixture.ts';
import { failureOf } from '../integration/s3-port-fixture.ts';

const BUCKET = 'team';
const WHO = 'User: arn:aws:sts::123456789012:assumed-role/pail/ana is not authorized to perform:';

let store: HttpStore;
let engine: TestEngine;
afterEach(() => {
  engine.stop();
  store.close();
});

/** An engine whose store answers every signed request so. */
async function answering(status: number, code: string, message: string, more = '', headers = {}): Promise<TestEngine> {
  const document = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>4442587FB7D0A2F9</RequestId><HostId>host</HostId></Error>`;
  store = await httpStore((_request, response: ServerResponse) => xml(response, status, document, headers));
  const storage = { region: 'us-east-1', endpoint: store.endpoint, pathStyle: true };
  const credentialsId = 'ana';
  const place = { id: 'place', accountId: 'ana', label: 'Place', bucket: BUCKET, prefix: '', storage, credentialsId };
  const grants = [{ ...place, actions: ['list'] as const }];
  engine = startEngine([], () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  engine.setLocations(grants, [{ id: 'all', label: 'All', storage, credentialsId, mayCreate: true, mayDelete: true }]);
  return engine;
}

async function listed(...answer: Parameters<typeof answering>): Promise<Failure | null> {
  return (await (await answering(...answer)).listed('place', '')).failure;
}

test('a bucket in another region is named with that region', async () => {
  const message = "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'";
  expect(await listed(400, 'AuthorizationHeaderMalformed', message, '<Region>eu-west-1</Region>')).toMatchObject({
    code: 'wrong-region',
    message: 'The bucket “team” is in another region (eu-west-1). Ask your administrator to check the profile.',
    detail: { reason: 'eu-west-1' },
  });
});

test('a bucket at another address is named with that address', async () => {
  const message = 'The bucket you are attempting to access must be addressed using the specified endpoint.';
  const endpoint = '<Endpoint>team.s3-eu-west-1.amazonaws.com</Endpoint><Bucket>team</Bucket>';
  expect(await listed(301, 'PermanentRedirect', message, endpoint)).toMatchObject({
    code: 'bucket-elsewhere',
    message: expect.stringMatching(/it says team\.s3-eu-west-1\.amazonaws\.com.*check the endpoint in the profile\.$/),
  });
});

test('a policy that forbids it is told from a role that does not allow it', async () => {
  const message = `${WHO} s3:ListBucket on resource: "arn:aws:s3:::team" with an explicit deny in a service control policy`;
  expect(await listed(403, 'AccessDenied', message)).toMatchObject({
    code: 'denied-explicitly',
    message: expect.stringContaining('Ask your administrator which one (explicit deny in a service control policy)'),
  });
});

test('a key that may not be used to decrypt is told as that', async () => {
  const message = `${WHO} kms:Decrypt on resource: arn:aws:kms:eu-west-1:123456789012:key/k because no identity-based policy allows the kms:Decrypt action`;
  expect(await listed(403, 'AccessDenied', message)).toMatchObject({
    code: 'encryption-denied',
    message: expect.stringMatching(/Ask your administrator for the right to that KMS key\.$/),
  });
});

test('a key that is disabled is told as that', async () => {
  const message = 'arn:aws:kms:eu-west-1:123456789012:key/k is disabled.';
  expect(await listed(400, 'KMS.DisabledException', message)).toMatchObject({
    code: 'encryption-key-unusable',
    message: expect.stringMatching(/is disabled\.\)\. Ask your administrator about that KMS key\.$/),
  });
});

test('a name that a bucket of somebody else has is told as taken', async () => {
  const taken =
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system.';
  const { createBucket } = await answering(409, 'BucketAlreadyExists', taken);
  expect(await failureOf(createBucket('all', BUCKET))).toMatchObject({
    code: 'bucket-exists',
    message: 'There is a bucket “team” already, perhaps somebody else’s. Choose another name.',
  });
});
