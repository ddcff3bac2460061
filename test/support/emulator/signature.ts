/** Whether a request was signed by the owner of a key: AWS Signature Version 4 in the Authorization header, as AWS documents it. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AccessKeys } from '../rgw.ts';
import { type StoreRequest, storeError } from './request.ts';

/** So far a request's time may be from the store's, in ms. */
const MAX_SKEW_MS = 15 * 60_000;
const CREDENTIAL =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Throws a store error where the request is not signed, by somebody else, too old, or where its body is another one. */
export function checkSignature(request: StoreRequest, keys: AccessKeys, now: number): void {
  const { method, headers, body } = request;
  const match = CREDENTIAL.exec(headers['authorization'] ?? '');
  if (!match) throw storeError(403, 'AccessDenied', 'Requests must be signed.');
  const [, keyId = '', date = '', region = '', names = '', signature = ''] = match;
  if (keyId !== keys.accessKeyId) throw storeError(403, 'InvalidAccessKeyId');
  const time = headers['x-amz-date'] ?? '';
  if (Math.abs(timeOf(time) - now) > MAX_SKEW_MS || !time.startsWith(date))
    throw storeError(403, 'RequestTimeTooSkewed');

  const payload = headers['x-amz-content-sha256'] ?? '';
  // Their bodies have frames, which would be taken for content.
  if (payload.startsWith('STREAMING-'))
    throw storeError(501, 'NotImplemented', 'Bodies in signed chunks are not taken here.');
  const signed = names.split(';').map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const [path = '', query = ''] = request.url.split('?');
  const canonical = [method, path, canonicalQuery(query), signed.join(''), names, payload].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const key = [date, region, 's3', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${keys.secretAccessKey}`));
  const expected = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`);
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) throw storeError(403, 'SignatureDoesNotMatch');
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) throw storeError(400, 'XAmzContentSHA256Mismatch');
}

/** Names and values as they came, each with its `=`, in the order of the names. */
function canonicalQuery(query: string): string {
  const parameters = query.split('&').filter((one) => one !== '');
  const pairs = parameters.map((one): [name: string, value: string] => {
    const end = one.indexOf('=');
    return end < 0 ? [one, ''] : [one.slice(0, end), one.slice(end + 1)];
  });
  const ordered = pairs.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  return ordered.map((pair) => pair.join('=')).join('&');
}

/** Ms since 1970 of a time such as `20260131T123000Z`; NaN of anything else. */
function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
