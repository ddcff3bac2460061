import { setTimeout as delay } from 'node:timers/promises';
import { PailError } from '../../../../shared/errors.ts';
import { bodyFailure, shownName } from '../../s3/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { ByteRange, ObjectAddress, ObjectBody, S3Port } from '../../s3/port.ts';
import { readBody } from '../../s3/transport/body.ts';
import { PartWriter } from '../local/part-writer.ts';
import type { PartFetching } from './fetch.ts';

/** Of ten thousand objects on a way that damages one answer in thirty, none comes damaged so often in a row. */
const ATTEMPTS = 5;
/** The first wait is at most this, in ms; the bound of each further one is twice that of the one before. */
const FIRST_WAIT_MS = 50;

/** What is worth another try: it broke off, or it is not what the store has. */
const DAMAGES = new Set(['body-incomplete', 'checksum-mismatch']);

/** Where an object is asked for. */
type Source = ObjectAddress & { readonly port: S3Port; readonly signal: AbortSignal };

/**
 * Asks for an object, or a range of it, of the version with this ETag. Rejects as the port does, and with `object-changed` where something
 * else comes: not every store heeds If-Match, or an end that was beyond the object.
 */
export async function getObject(
  { port, bucket, key, signal }: Source,
  range: ByteRange | undefined,
  etag: string | undefined,
): Promise<ObjectBody> {
  const answer = await port.getObject({ bucket, key, signal, ...(range && { range }), ...(etag && { ifMatch: etag }) });
  const isOther = etag && answer.etag && bareEtag(answer.etag) !== bareEtag(etag);
  if (isOther || (range && answer.length !== range.last - range.first + 1)) {
    answer.body.destroy();
    throw new PailError('object-changed', { subject: shownName(key) });
  }
  return answer;
}

/**
 * Writes a body at a position. `onReached` hears up to where nothing is missing in the file. Where it breaks off, what was written beyond
 * that is taken back from the progress.
 */
export async function writeBody(
  { part, onBytes, key }: PartFetching,
  { body, length }: ObjectBody,
  position: number,
  onReached: (position: number) => void,
): Promise<void> {
  let reached = position;
  const writer = new PartWriter(part, position, length, (bytes, upTo) => {
    onBytes(bytes);
    if (upTo === reached) return;
    reached = upTo;
    onReached(upTo);
  });
  try {
    await readBody(body, writer);
    if (writer.received !== length) {
      const found = `${writer.received} of ${length} bytes`;
      throw new PailError('body-incomplete', { subject: shownName(key), reason: found });
    }
    await writer.end();
  } catch (error) {
    // What has come is written as well, and ends before somebody writes there again. What that fails with, the next attempt does.
    await writer.end().catch(() => undefined);
    onBytes(reached - position - writer.written);
    throw bodyFailure(error, key);
  }
}

/**
 * Repeats what broke off in the middle of a body or came damaged: the adapter repeats only what fails before it. `reached` tells how far
 * it has come: where that is further than before, it counts as the first attempt.
 */
export async function repeated<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  reached: () => number = () => 0,
): Promise<T> {
  let before = reached();
  for (let fruitless = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      fruitless = reached() > before ? 1 : fruitless + 1;
      before = reached();
      const code = error instanceof PailError ? error.failure.code : '';
      if (!DAMAGES.has(code) || fruitless === ATTEMPTS || signal.aborted) throw error;
      // Of random length, as between the adapter's own attempts.
      await delay(Math.random() * FIRST_WAIT_MS * 2 ** (fruitless - 1), undefined, { signal });
    }
  }
}
