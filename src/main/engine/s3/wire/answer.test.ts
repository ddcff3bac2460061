import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../../../shared/errors.ts';
import { type HttpStore, httpStore, xml, xmlError } from '../../testing/http-store.ts';
import { plainConnection } from '../../testing/plain-connection.ts';
import { StorageKeys } from '../keys.ts';
import type { S3Port } from '../port.ts';
import { createSdkPort } from '../sdk/sdk-port.ts';
import { createWirePort } from './wire-port.ts';

let store: HttpStore | null = null;
const ports: S3Port[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.destroy();
  store?.close();
});

const { signal } = new AbortController();
const at = { bucket: 'b', key: 'home/k.txt', signal };
const REQUESTS = {
  list: (port: S3Port) => port.listPage({ bucket: 'b', prefix: 'home/', delimiter: '/', token: null, signal }),
  get: (port: S3Port) => port.getObject({ ...at, ifMatch: '"x"' }),
  head: (port: S3Port) => port.headObject(at),
  put: (port: S3Port) => port.putObject({ ...at, body: Buffer.from('x'), contentType: 'a/b', overwrite: false }),
};

/** The failures that both adapters make of an answer. */
async function failures(request: keyof typeof REQUESTS, answer: (response: ServerResponse) => void) {
  store = await httpStore((_request, response) => answer(response));
  const storage = { region: 'us-east-1', endpoint: store.endpoint, pathStyle: true };
  const keys = () => new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  // Without repetitions: the client library would take its time over them.
  const once = { ...plainConnection(), retries: { delayAfter: () => null, succeeded: () => undefined } };
  const wire = createWirePort(storage, keys(), once, () => Promise.reject(new Error('not for this')));
  const sdk = createSdkPort(storage, keys(), once);
  ports.push(wire, sdk);
  const failureOf = (port: S3Port): Promise<Failure> =>
    REQUESTS[request](port).then(
      () => expect.fail('no failure'),
      (error) => error.failure,
    );
  return { wire: await failureOf(wire), sdk: await failureOf(sdk) };
}

describe('an answer that is an error is the same failure as with the client library', () => {
  const headers = { 'x-amz-request-id': 'tx-header' };
  test.each<[keyof typeof REQUESTS, number, string, string]>([
    ['list', 403, 'AccessDenied', '<Message>No &amp; no</Message>'],
    ['list', 404, 'NoSuchBucket', '<Message></Message><BucketName>b</BucketName>'],
    ['list', 400, 'AuthorizationHeaderMalformed', '<Message>m</Message><Region>eu-west-1</Region>'],
    ['list', 403, 'SignatureDoesNotMatch', '<Message>m</Message>'],
    ['list', 501, 'NotImplemented', '<Message>A header</Message>'],
    ['get', 404, 'NoSuchKey', '<Message>m</Message><Key>home/k.txt</Key>'],
    ['get', 412, 'PreconditionFailed', '<Message>m</Message><Condition>If-Match</Condition>'],
    ['get', 416, 'InvalidRange', ''],
    ['get', 403, 'InvalidObjectState', '<Message>It is archived</Message>'],
    ['put', 412, 'PreconditionFailed', ''],
    ['put', 400, 'BadDigest', '<Message>m</Message>'],
    ['put', 403, 'QuotaExceeded', ''],
    ['put', 400, 'KeyTooLongError', '<Message>Too long</Message>'],
  ])('%s %i %s', async (request, status, code, more) => {
    const answer = (response: ServerResponse): void => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      xmlError(response, status, code, more);
    };
    const { wire, sdk } = await failures(request, answer);
    expect(wire).toEqual(sdk);
    expect(wire.detail).toMatchObject({ httpStatus: status, requestId: 'tx-header' });
  });

  test.each([403, 404, 412, 400])('a HEAD that gets %i, which has no body', async (status) => {
    const { wire, sdk } = await failures('head', (response) => response.writeHead(status, headers).end());
    const { reason: _wire, ...ours } = wire.detail;
    const { reason: _sdk, ...theirs } = sdk.detail;
    expect([wire.code, wire.retryable, ours]).toEqual([sdk.code, sdk.retryable, theirs]);
  });

  test.each([301, 307])('the region that a %i names', async (status) => {
    const answer = (response: ServerResponse): void => {
      response.setHeader('x-amz-bucket-region', 'ap-south-1');
      xmlError(response, status, 'PermanentRedirect', '<Endpoint>b.s3.ap-south-1.amazonaws.com</Endpoint>');
    };
    const { wire } = await failures('list', answer);
    expect(wire).toMatchObject({ code: 'wrong-region', detail: { subject: 'b', reason: 'ap-south-1' } });
  });
});

test('the request id in the body counts where no header has it', async () => {
  const { wire } = await failures('get', (response) => xmlError(response, 404, 'NoSuchKey'));
  expect(wire.detail.requestId).toBe('tx-body');
});

test.each([
  [502, 'storage-unavailable'],
  [403, 'access-denied'],
  [407, 'storage-refused'],
])('the page of a proxy with %i is %s, and says that it is not of S3', async (status, code) => {
  const { wire } = await failures('get', (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html><Code>no</Code></html>'),
  );
  expect(wire).toMatchObject({ code, detail: { reason: 'not an answer of S3 (text/html)', httpStatus: status } });
});

test('a page of a proxy in place of a listing is refused, and not taken for an empty folder', async () => {
  const { wire } = await failures('list', (response) => xml(response, 200, '<html><body>Welcome</body></html>'));
  expect(wire).toMatchObject({ code: 'storage-refused', retryable: false });
});
