import { PailError } from '../../../../shared/errors.ts';
import { bodyFailure, shownName } from '../../s3/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { ObjectAddress, ObjectBody, ObjectInfo, S3Port } from '../../s3/port.ts';
import { readBody } from '../../s3/transport/body.ts';
import { memoryCheck } from './content-check.ts';
import { repeated } from './fetch-body.ts';

/** An object on its way into memory. */
export interface MemoryFetching extends ObjectAddress {
  readonly port: S3Port;
  /** Hears bytes as they arrive; a negative number takes back what will come again. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** An object that is here, as what the store says of its content allows to check it. */
export interface ObjectInMemory {
  readonly info: ObjectInfo;
  readonly content: Buffer;
}

/**
 * Fetches an object into memory and checks it against its ETag; `null` where it has more than `most` bytes. Rejects as `getObject`,
 * and with `body-incomplete` and `checksum-mismatch` where that does not get better.
 */
export async function fetchIntoMemory(fetching: MemoryFetching, most: number): Promise<ObjectInMemory | null> {
  const { port, bucket, key, signal } = fetching;
  const earlier = new Set<string>();
  return repeated(signal, async () => {
    const answer = await port.getObject({ bucket, key, signal });
    try {
      if (answer.length <= most) return await taken(fetching, answer, earlier);
      answer.body.destroy();
      return null;
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
  });
}

/** `earlier`: what the content told when it came before: the same twice is what the store has, where the check is a guess. */
async function taken(fetching: MemoryFetching, answer: ObjectBody, earlier: Set<string>): Promise<ObjectInMemory> {
  const { key, onBytes } = fetching;
  const content = Buffer.allocUnsafeSlow(answer.length);
  let received = 0;
  try {
    await readBody(answer.body, {
      take: (bytes) => {
        if (received + bytes.length <= content.length) content.set(bytes, received);
        received += bytes.length;
        onBytes(bytes.length);
        return null;
      },
    });
    if (received !== content.length) {
      const found = `${received} of ${content.length} bytes`;
      throw new PailError('body-incomplete', { subject: shownName(key), reason: found });
    }
    // After the body: while that waits to be read, it has a place that this request may need.
    const check = await memoryCheck(fetching, answer);
    const found = check.etag(content);
    if (found === null || found === bareEtag(answer.etag) || (check.isGuess && earlier.has(found))) {
      return { info: answer, content };
    }
    earlier.add(found);
    throw new PailError('checksum-mismatch', { subject: shownName(key) });
  } catch (error) {
    onBytes(-received);
    throw bodyFailure(error, key);
  }
}
