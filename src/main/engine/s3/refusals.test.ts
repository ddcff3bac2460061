/** What S3 answers, in AWS's own bodies, by both adapters, and what people read of it. */
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type ErrorCode, toFailure } from '../../../shared/errors.ts';
import { type HttpStore, httpStore, type StoreRequest, xml } from '../testing/http-store.ts';
import { libraryPort } from '../testing/library-port.ts';
import { plainConnection } from '../testing/plain-connection.ts';
import { StorageKeys } from './keys.ts';
import type { S3Port } from './port.ts';
import { createWirePort } from './wire/wire-port.ts';

const { signal } = new AbortController();

let wireStore: HttpStore | null = null;
afterEach(() => wireStore?.close());

async function wirePort(answer: (request: StoreRequest, response: ServerResponse) => unknown): Promise<S3Port> {
  wireStore = await httpStore(answer);
  const keys = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  const storage = { region: 'us-east-1', endpoint: wireStore.endpoint, pathStyle: true };
  return createWirePort(storage, keys, plainConnection(), () => Promise.reject(new Error('not for this')));
}

/** What both adapters make of an answer to a listing. */
async function failures(status: number, document: string) {
  const answer = (_: StoreRequest, response: ServerResponse): void => {
    xml(response, status, document);
  };
  const library = await libraryPort(answer);
  const ports = [await wirePort(answer), library.port];
  const ask = (port: Pick<S3Port, 'listPage'>) =>
    port.listPage({ bucket: 'team', prefix: 'ana/', delimiter: '/', token: null, signal }).then(
      () => expect.unreachable('it listed'),
      (error: unknown) => toFailure(error),
    );
  const found = await Promise.all(ports.map(ask));
  await library.close();
  return found;
}

const error = (code: string, message: string, more = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>R1</RequestId><HostId>H1</HostId></Error>`;
const WHO = 'User: arn:aws:sts::1:assumed-role/pail/ana is not authorized to perform:';

test.each<[status: number, body: string, code: ErrorCode, sentence: RegExp]>([
  [403, error('AccessDenied', 'Access Denied'), 'access-denied', /your role does not allow this/],
  [
    403,
    error('AccessDenied', `${WHO} s3:ListBucket because no identity-based policy allows the s3:ListBucket action`),
    'access-denied',
    /your role does not allow this/,
  ],
  [
    403,
    error('AccessDenied', `${WHO} s3:ListBucket with an explicit deny in a service control policy`),
    'denied-explicitly',
    /a policy forbids it.*explicit deny in a service control policy/,
  ],
  [
    403,
    error('AccessDenied', `${WHO} kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/k`),
    'encryption-denied',
    /may not use the key that encrypts it/,
  ],
  [400, error('KMS.DisabledException', 'arn:… is disabled.'), 'encryption-key-unusable', /is disabled/],
  [
    400,
    error(
      'AuthorizationHeaderMalformed',
      "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
      '<Region>eu-west-1</Region>',
    ),
    'wrong-region',
    /in another region/,
  ],
  [
    301,
    error(
      'PermanentRedirect',
      'The bucket must be addressed using the specified endpoint.',
      '<Endpoint>team.s3.example</Endpoint>',
    ),
    'bucket-elsewhere',
    /at another address \(it says team\.s3\.example\)/,
  ],
  [403, error('RequestTimeTooSkewed', 'too large'), 'clock-skew', /clock of this computer is wrong/],
  [403, error('InvalidAccessKeyId', 'does not exist in our records'), 'credentials-refused', /keys for this location/],
  [404, error('NoSuchBucket', 'does not exist'), 'no-such-bucket', /“team” does not exist/],
  [503, error('SlowDown', 'Please reduce your request rate.'), 'throttled', /slow down/],
])('%i %s', async (status, document, code, sentence) => {
  const told = await failures(status, document);
  for (const failure of told) {
    expect(failure).toMatchObject({ code, message: expect.stringMatching(sentence) });
  }
  expect(told).toHaveLength(2);
});
