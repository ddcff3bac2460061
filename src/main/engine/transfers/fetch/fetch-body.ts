import { setTimeout as delay } from 'node:timers/promises';
import { PailError } from '../../../../shared/errors.ts';
import { bodyFailure, shownName } from '../../s3/errors.ts';
import type { ByteRange, ObjectBody } from '../../s3/port.ts';
import { readBody } from '../../s3/transport/body.ts';
import { PartWriter } from '../local/part-writer.ts';
import type { Fetching, PartFetching } from './fetch.ts';

/** Of ten thousand objects on a way that damages one answer in thirty, none comes damaged so often in a row. */
const ATTEMPTS = 5;
/** The first wait is at most this, in ms; the bound of each further one is twice that of the one before. */
const FIRST_WAIT_MS = 50;

/** What is worth another try: it broke off, or it is not what the store has. */
const DAMAGES = new Set(['body-incomplete', 'checksum-mismatch']);

/** Asks for an object, or a range of it, of the version with this ETag. Rejects as the port does, and with `object-changed` where the range is not there. */
export async function getObject(
  fetching: Fetching,
  range: ByteRange | undefined,
  etag: string | undefined,
): Promise<ObjectBody> {
  const { port, bucket, key, signal } = fetching;
  const answer = await port.getObject({ bucket, key, signal, ...(range && { range }), ...(etag && { ifMatch: etag }) });
  if (range && answer.length !== range.last - range.first + 1) {
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
    // What is being written ends before somebody writes there again.
    await writer.settled();
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
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (reached() > before) attempt = 1;
      before = reached();
      const code = error instanceof PailError ? error.failure.code : '';
      if (!DAMAGES.has(code) || attempt === ATTEMPTS || signal.aborted) throw error;
      // Of random length, as between the adapter's own attempts.
      await delay(Math.random() * FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}
