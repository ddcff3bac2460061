import { describe, expect, test } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import {
  bodyFailure,
  codeNamed,
  networkCodeOf,
  type RequestSubject,
  refusesAccess,
  refusesKeys,
  statusOf,
  storageError,
} from './errors.ts';

const about: RequestSubject = { bucket: 'team', key: 'home/ana/a.txt', host: 's3.example.com', intent: 'read' };
const answer = (name: string, status: number, more: object = {}) =>
  Object.assign(new Error('UnknownError'), { name, $metadata: { httpStatusCode: status, requestId: 'tx1' }, ...more });
const network = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const mapped = (error: unknown, change: Partial<RequestSubject> = {}) => storageError(error, { ...about, ...change });

describe('what a store answers', () => {
  test.each([
    ['AccessDenied', 403, 'access-denied'],
    ['NoSuchBucket', 404, 'no-such-bucket'],
    ['NoSuchKey', 404, 'no-such-key'],
    ['NotFound', 404, 'no-such-key'],
    ['PermanentRedirect', 301, 'bucket-elsewhere'],
    ['AuthorizationHeaderMalformed', 400, 'wrong-region'],
    ['RequestTimeTooSkewed', 403, 'clock-skew'],
    ['SlowDown', 503, 'throttled'],
    ['ServiceUnavailable', 503, 'storage-unavailable'],
    ['InternalError', 500, 'storage-unavailable'],
    ['TooManyRequests', 429, 'throttled'],
    ['IncompleteBody', 400, 'body-incomplete'],
    ['BadDigest', 400, 'checksum-mismatch'],
    ['XAmzContentSHA256Mismatch', 400, 'checksum-mismatch'],
    ['XAmzContentChecksumMismatch', 400, 'checksum-mismatch'],
    ['InvalidDigest', 400, 'storage-refused'],
    ['InvalidRange', 416, 'object-changed'],
    ['SignatureDoesNotMatch', 403, 'credentials-refused'],
    ['ExpiredToken', 400, 'credentials-expired'],
    ['InvalidToken', 400, 'credentials-refused'],
    ['KMS.DisabledException', 400, 'encryption-key-unusable'],
    ['KeyTooLongError', 400, 'name-invalid'],
    ['InvalidObjectName', 400, 'name-invalid'],
    ['QuotaExceeded', 403, 'storage-refused'],
    ['NotImplemented', 501, 'storage-refused'],
    ['Whatever', 400, 'storage-refused'],
  ])('%s %i is %s', (name, status, code) => {
    expect(mapped(answer(name, status)).failure).toMatchObject({
      code,
      detail: { httpStatus: status, requestId: 'tx1' },
    });
  });

  test('a failed precondition means the target when writing and the source when reading', () => {
    expect(mapped(answer('PreconditionFailed', 412), { intent: 'write' }).failure.code).toBe('target-exists');
    expect(mapped(answer('PreconditionFailed', 412), { intent: 'read' }).failure.code).toBe('object-changed');
  });

  test('an error within an answer of 200 is the store’s, not ours', () => {
    expect(mapped({ Code: 'InternalError', $metadata: {} }).failure.code).toBe('storage-unavailable');
    expect(mapped({ Code: 'Strange', $metadata: {} }).failure.code).toBe('storage-refused');
  });

  test('names the region where the store tells it', () => {
    const error = answer('PermanentRedirect', 301, { $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } } });
    expect(mapped(error).failure.detail).toMatchObject({ subject: 'team', reason: 'eu-west-1' });
  });

  test.each([
    [
      'User: arn:aws:sts::1:assumed-role/pail/ana is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" because no identity-based policy allows the s3:GetObject action',
      'access-denied',
      /your role does not allow this/,
    ],
    [
      'User: arn:aws:sts::1:assumed-role/pail/ana is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a resource-based policy',
      'denied-explicitly',
      /a policy forbids it.*\(explicit deny in a resource-based policy\)/,
    ],
    [
      'User: arn:aws:sts::1:assumed-role/pail/ana is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/k with an explicit deny in an identity-based policy',
      'encryption-denied',
      /may not use the key that encrypts it/,
    ],
    [
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
      'encryption-denied',
      /KMS key/,
    ],
    ['Access Denied', 'access-denied', /your role does not allow this/],
    ['', 'access-denied', /your role does not allow this/],
  ])('AccessDenied: "%s" is %s', (message, code, sentence) => {
    const { failure } = mapped(Object.assign(answer('AccessDenied', 403), { message }));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(sentence) });
  });

  test('a bucket at another address is told with that address', () => {
    const { failure } = mapped(answer('PermanentRedirect', 301, { Endpoint: 'team.s3.other.example' }));
    expect(failure).toMatchObject({
      code: 'bucket-elsewhere',
      message: expect.stringContaining('“team” is at another address (it says team.s3.other.example)'),
    });
  });

  test('names the key by its last segment, and drops the words that the client library puts in', () => {
    const { detail } = mapped(answer('Whatever', 400)).failure;
    expect(detail).toMatchObject({ subject: 'a.txt', reason: 'Whatever' });
    expect(mapped(answer('Whatever', 400), { key: 'home/ana/' }).failure.detail.subject).toBe('ana');
  });

  test('what is no S3 answer at all is refused, with its status', () => {
    const parse = Object.assign(new Error('XML parse error'), { $response: { statusCode: 200 }, $metadata: {} });
    expect(mapped(parse).failure).toMatchObject({ code: 'storage-refused', detail: { httpStatus: 200 } });
  });
});

describe('what the network does', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EAI_AGAIN', 'EPIPE', 'EPROTO', 'EHOSTUNREACH'])(
    '%s is connection-failed at the host',
    (code) => {
      expect(mapped(network(code)).failure).toMatchObject({
        code: 'connection-failed',
        detail: { subject: 's3.example.com', reason: code },
      });
    },
  );

  test.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_HAS_EXPIRED',
  ])('%s is tls-untrusted', (code) => {
    expect(mapped(network(code)).failure.code).toBe('tls-untrusted');
  });

  test('several addresses that all refuse are one refusal', () => {
    const error = new AggregateError([network('ECONNREFUSED'), network('ENETUNREACH')]);
    expect(mapped(error).failure.code).toBe('connection-failed');
  });

  test('a body that breaks off is incomplete', () => {
    expect(bodyFailure(network('ECONNRESET'), 'x/a.txt').failure).toMatchObject({
      code: 'body-incomplete',
      detail: { subject: 'a.txt' },
    });
  });
});

test('a failure of ours stays; a surprise is internal', () => {
  const ours = new PailError('session-expired');
  expect(mapped(ours)).toBe(ours);
  expect(mapped(new TypeError('x is not a function')).failure.code).toBe('internal');
});

test('what undici says of the network is the network’s, and its own misuse is not', () => {
  for (const code of ['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']) {
    expect(mapped(network(code)).failure.code).toBe('connection-failed');
    expect(networkCodeOf(network(code))).toBe(code);
  }
  for (const code of ['UND_ERR_INVALID_ARG', 'UND_ERR_ABORTED', 'UND_ERR_DESTROYED']) {
    expect(mapped(network(code)).failure.code).toBe('internal');
    expect(networkCodeOf(network(code))).toBe('');
  }
  expect(networkCodeOf(answer('AccessDenied', 403, { code: 'ECONNRESET' }))).toBe('');
});

test('knows what the store named', () => {
  expect([codeNamed(answer('SlowDown', 503)), statusOf(answer('SlowDown', 503))]).toEqual(['SlowDown', 503]);
  expect([codeNamed(network('ECONNRESET')), statusOf(network('ECONNRESET'))]).toEqual(['', undefined]);
  expect(refusesAccess(answer('AccessDenied', 403))).toBe(true);
  expect(refusesAccess(answer('', 400))).toBe(true);
  expect(refusesAccess(answer('', 404))).toBe(false);
});

test('knows refused keys', () => {
  expect(refusesKeys(answer('ExpiredToken', 400))).toBe(true);
  expect(refusesKeys(answer('InvalidAccessKeyId', 403))).toBe(true);
  expect(refusesKeys(answer('AccessDenied', 403))).toBe(false);
});
