/** What STS and identity pools answer, in the bodies that AWS, Ceph and MinIO send, and what people read of it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { IdentityPools } from '../../src/main/credentials/identity-pools.ts';
import { assumeRole } from '../../src/main/credentials/web-identity.ts';
import { ServiceNetwork } from '../../src/main/network/service-network.ts';
import { type ErrorCode, type Failure, toFailure } from '../../src/shared/errors.ts';

let server: Server;
let endpoint: string;
let answer: { status: number; type: string; body: string };
/** The forms that came. */
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => {
      body += piece.toString();
    });
    request.on('end', () => {
      asked.push(body);
      response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

const transport = new ServiceNetwork().trusting();
const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => expect.unreachable('it gave keys'),
    (error: unknown) => toFailure(error),
  );

const webIdentity = { kind: 'webIdentity', sourceId: 's', region: 'eu-west-1', durationSeconds: 3600 } as const;
const roleArn = 'arn:aws:iam::1:role/pail';

function askSts(more: { roleArn?: string } = { roleArn }) {
  const credentials = { ...webIdentity, ...more, stsEndpoint: endpoint };
  return assumeRole({ credentials, idToken: 'token', sub: 'ana' }, transport);
}

function askPool() {
  const identityPoolId = 'eu-west-1:00000000-0000-0000-0000-000000000000';
  const provider = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';
  const of = { kind: 'identityPool', sourceId: 's', region: 'eu-west-1', provider, identityPoolId, endpoint } as const;
  return new IdentityPools().keys({ accountId: 'a', credentials: of, idToken: 'token' }, transport);
}

/** As AWS and MinIO wrap it. */
const sts = (code: string, message: string): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>4f2c</RequestId></ErrorResponse>`;
/** As Ceph does, without a word. */
const ceph = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><RequestId>tx1</RequestId><HostId>h</HostId></Error>`;

test.each<[status: number, body: string, code: ErrorCode, sentence: RegExp]>([
  [
    400,
    sts('ExpiredTokenException', 'Token expired: current date/time 1700003600 must be before the expiration'),
    'credentials-expired',
    /takes your sign-in for expired. Check the clock/,
  ],
  [400, sts('ExpiredToken', 'The web identity token is expired'), 'credentials-expired', /expired/],
  [
    400,
    sts('InvalidIdentityToken', 'No OpenIDConnect provider found in your account for https://cognito-idp'),
    'provider-unknown',
    /does not know the sign-in service of this profile/,
  ],
  [400, sts('InvalidIdentityToken', 'Incorrect token audience'), 'token-refused', /does not accept your sign-in/],
  [403, sts('IDPRejectedClaim', 'The identity provider rejected it'), 'token-refused', /does not accept your sign-in/],
  [
    403,
    sts('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'),
    'role-refused',
    /may not take the role.*trust policy/,
  ],
  [403, ceph('AccessDenied'), 'credentials-refused', /keys for this location/],
  [404, ceph('NoSuchEntity'), 'role-refused', /may not take the role/],
  [
    400,
    sts('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'),
    'role-settings-invalid',
    /what the profile says about the role.*DurationSeconds/,
  ],
  [400, sts('PackedPolicyTooLarge', 'Packed size of session tags'), 'role-settings-invalid', /what the profile says/],
  [
    403,
    sts('RegionDisabledException', 'STS is not activated in this region for account:1'),
    'role-settings-invalid',
    /not activated in this region/,
  ],
  [400, sts('InvalidParameterValue', 'RoleArn must not be set'), 'role-settings-invalid', /RoleArn must not be set/],
  [400, sts('IDPCommunicationError', 'Could not reach the provider'), 'storage-unavailable', /cannot answer now/],
  [503, sts('ServiceUnavailable', 'Busy'), 'storage-unavailable', /cannot answer now/],
  [400, sts('Throttling', 'Rate exceeded'), 'throttled', /slow down/],
  [502, '<html>Bad gateway</html>', 'storage-unavailable', /cannot answer now/],
  [400, sts('SomethingNew', 'of which nobody knew'), 'credentials-refused', /SomethingNew: of which nobody knew/],
])('STS %i %s is %s', async (status, body, code, sentence) => {
  answer = { status, type: 'text/xml', body };
  expect(await failureOf(askSts())).toMatchObject({ code, message: expect.stringMatching(sentence) });
});

test.each<[status: number, type: string, message: string, code: ErrorCode, sentence: RegExp]>([
  [400, 'NotAuthorizedException', 'Invalid login token. Token expired: 17 >= 16', 'credentials-expired', /expired/],
  [
    400,
    'NotAuthorizedException',
    "Invalid login token. Couldn't verify signed token.",
    'token-refused',
    /does not accept your sign-in/,
  ],
  [
    400,
    'NotAuthorizedException',
    'Token is not from a supported provider of this identity pool.',
    'provider-unknown',
    /register it there as an identity provider/,
  ],
  [400, 'NotAuthorizedException', "Access to Role 'arn' is forbidden.", 'role-refused', /may not take the role/],
  [
    400,
    'ResourceNotFoundException',
    "IdentityPool 'eu-west-1:0' not found.",
    'identity-pool-missing',
    /identity pool of this profile does not exist.*id and region/,
  ],
  [
    400,
    'InvalidIdentityPoolConfigurationException',
    'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
    'identity-pool-role',
    /has no role for you/,
  ],
  [
    400,
    'InvalidParameterException',
    'Please provide a valid role ARN',
    'role-settings-invalid',
    /what the profile says about the role/,
  ],
  [400, 'TooManyRequestsException', 'Rate exceeded', 'throttled', /slow down/],
  [500, 'InternalErrorException', '', 'storage-unavailable', /cannot answer now/],
  [400, 'ExternalServiceException', 'A dependency failed', 'storage-unavailable', /cannot answer now/],
])('an identity pool %i %s "%s" is %s', async (status, type, message, code, sentence) => {
  answer = { status, type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: type, message }) };
  expect(await failureOf(askPool())).toMatchObject({ code, message: expect.stringMatching(sentence) });
});

test("Ceph's refusal without a reason says that there is none", async () => {
  answer = { status: 403, type: 'application/xml', body: ceph('AccessDenied') };
  const { detail } = await failureOf(askSts());
  expect(detail).toMatchObject({ reason: 'AccessDenied', httpStatus: 403 });
});

const KEYS = (expiration: string): string =>
  `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>AK</AccessKeyId><SecretAccessKey>SK</SecretAccessKey><SessionToken>ST</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

test('a profile without a role sends none (MinIO), and one with a role sends it', async () => {
  answer = { status: 200, type: 'text/xml', body: KEYS('2100-01-01T00:00:00Z') };
  expect(await askSts({})).toMatchObject({ accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'ST' });
  await askSts();
  const [without, withRole] = asked.map((form) => new URLSearchParams(form));
  expect(without?.get('Action')).toBe('AssumeRoleWithWebIdentity');
  expect(without?.has('RoleArn')).toBe(false);
  expect(withRole?.get('RoleArn')).toBe(roleArn);
  expect(withRole?.has('Policy')).toBe(false);
});
