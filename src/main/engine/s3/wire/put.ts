import { createHash } from 'node:crypto';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { refusesToShow, statusOf } from '../errors.ts';
import { bareEtag } from '../etag.ts';
import { detailHeaders } from '../kept-details.ts';
import type { PutRequest, Written } from '../port.ts';
import { tellingBytes } from '../sent-bytes.ts';
import { BodyCheck } from './body-check.ts';
import { finish, getObject, headObject } from './objects.ts';
import type { WireClient } from './requests.ts';
import { writtenOf } from './written.ts';

const PRECONDITION_FAILED = 412;

/** Writes an object in one request. */
export function putObject(client: WireClient, quirks: Quirks, request: PutRequest): Promise<Written> {
  return tellingBytes(request.onBytes, request.body.length, (onSent) => put(client, quirks, request, onSent));
}

async function put(
  client: WireClient,
  quirks: Quirks,
  request: PutRequest,
  onSent: (bytes: number) => void,
): Promise<Written> {
  const { bucket, key, body, contentType, overwrite, signal } = request;
  const check = new BodyCheck(quirks.bodyChecksum).update(body).done();
  const headers = {
    ...check.headers,
    'content-type': contentType,
    ...detailHeaders(request.details, key),
    ...(!overwrite && quirks.toleratesConditions && { 'if-none-match': '*' }),
  };
  let attempts = 0;
  const onAttempt = (): void => {
    attempts += 1;
  };
  const { payloadHash } = check;
  const content = { headers, body, payloadHash, onSent };
  const wire = { method: 'PUT', bucket, key, ...content, priority: 'bulk', signal, onAttempt } as const;
  try {
    return await client.send(wire, quirks, (answer) => {
      finish(answer);
      return writtenOf(answer, quirks);
    });
  } catch (error) {
    // An attempt whose answer was lost may have written the object that the next attempt found in its way.
    const mayBeOurs = attempts > 1 && statusOf(error) === PRECONDITION_FAILED;
    const written = mayBeOurs ? await thereAlready(client, quirks, request) : null;
    if (!written) throw error;
    return written;
  }
}

/** The object under the key, if it has exactly this content; `null` also where the store does not let us see. */
async function thereAlready(client: WireClient, quirks: Quirks, request: PutRequest): Promise<Written | null> {
  try {
    const found = await headObject(client, quirks, request, 'bulk');
    if (found.size !== request.body.byteLength) return null;
    const md5 = createHash('md5').update(request.body).digest('hex');
    const written = { etag: found.etag, etagKind: found.etagKind };
    if (bareEtag(found.etag) === md5) return written;
    // Not everywhere is an ETag the MD5 (encryption by a key service): then the content itself tells.
    const answer = await getObject(client, quirks, { ...request, ifMatch: found.etag });
    const content = createHash('md5');
    for await (const piece of answer.body as AsyncIterable<Uint8Array>) content.update(piece);
    return content.digest('hex') === md5 ? written : null;
  } catch (error) {
    // Then the refusal of the write is what to tell. But nobody knows yet where we did not get to look.
    if (!refusesToShow(error)) throw error;
    return null;
  }
}
