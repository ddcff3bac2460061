import type { Quirks } from '../../../../shared/model/quirks.ts';
import { statusOf } from '../errors.ts';
import { type EtagKind, etagKind } from '../etag.ts';
import { bodyLength, partLength, toldLength } from '../object-length.ts';
import type { GetRequest, ObjectAddress, ObjectBody, ObjectInfo } from '../port.ts';
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';
import type { WireClient } from './requests.ts';

/** How a store answers to a number of a part where it knows no such thing. */
const NOT_UNDERSTOOD: ReadonlySet<number> = new Set([400, 405, 416, 501]);

/** What a store has under a key. */
export function headObject(
  client: WireClient,
  quirks: Quirks,
  { bucket, key, signal }: ObjectAddress & { readonly signal: AbortSignal },
  priority: TransportRequest['priority'],
): Promise<ObjectInfo> {
  return client.send({ method: 'HEAD', bucket, key, priority, signal }, quirks, (answer) => {
    finish(answer);
    return infoOf(answer, toldLength(answer.headers['content-length']), quirks);
  });
}

/** Bytes of the first part of an object that was put in parts; `null` where the store does not tell. */
export async function firstPartBytes(
  client: WireClient,
  quirks: Quirks,
  request: ObjectAddress & { readonly ifMatch: string; readonly signal: AbortSignal },
): Promise<number | null> {
  const { bucket, key, ifMatch, signal } = request;
  const headers = { 'if-match': ifMatch };
  const wire = { method: 'HEAD', bucket, key, query: 'partNumber=1', headers, priority: 'bulk', signal } as const;
  try {
    return await client.send(wire, quirks, (answer) => {
      finish(answer);
      // Without it the number was ignored, and the length is that of the whole.
      const told = answer.headers['x-amz-mp-parts-count'] !== undefined;
      return told ? partLength(answer.headers['content-length']) : null;
    });
  } catch (error) {
    if (!NOT_UNDERSTOOD.has(statusOf(error) ?? 0)) throw error;
    return null;
  }
}

/** An object, or a range of it: the body is the transport's own stream. */
export function getObject(client: WireClient, quirks: Quirks, request: GetRequest): Promise<ObjectBody> {
  const { bucket, key, signal, range, ifMatch } = request;
  const headers = {
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(range && { range: `bytes=${range.first}-${range.last}` }),
  };
  return client.send({ method: 'GET', bucket, key, headers, priority: 'bulk', signal }, quirks, (answer) => {
    const length = bodyLength(answer.headers['content-length'], key, answer.body);
    const whole = Number(answer.headers['content-range']?.split('/')[1] ?? Number.NaN);
    const size = Number.isSafeInteger(whole) ? whole : length;
    return { ...infoOf(answer, size, quirks), length, body: answer.body };
  });
}

/** Lets go of an answer whose body says nothing. Its end is not waited for; the connection is free again after it. */
export function finish({ body }: TransportResponse): void {
  // The headers have said that the work is done: what happens to the rest changes nothing.
  body.on('error', () => undefined).resume();
}

function infoOf({ headers }: TransportResponse, size: number, quirks: Quirks): ObjectInfo {
  const etag = headers['etag'] ?? '';
  const modified = Date.parse(headers['last-modified'] ?? '');
  return {
    size,
    etag,
    etagKind: etagKindOf(etag, headers, quirks),
    modified: Number.isNaN(modified) ? 0 : modified,
  };
}

/** What an ETag is made of, by the headers of the answer that it came with. */
export function etagKindOf(etag: string, headers: TransportResponse['headers'], quirks: Quirks): EtagKind {
  const encryption = {
    serverSide: headers['x-amz-server-side-encryption'] ?? '',
    customerKey: headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined,
  };
  return etagKind(etag, encryption, quirks);
}
