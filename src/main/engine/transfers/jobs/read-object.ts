import { PailError } from '../../../../shared/errors.ts';
import { bodyFailure, shownName } from '../../s3/errors.ts';
import type { ByteRange, ObjectAddress, ObjectBody, S3Port } from '../../s3/port.ts';
import { readBody } from '../../s3/transport/body.ts';
import { getObject, repeated } from '../fetch/fetch-body.ts';

/**
 * Fills `into` with the bytes of an object from `first`, if it has this ETag still. Rejects as `getObject`, with `object-changed` where
 * other bytes are there, and with `body-incomplete`.
 */
export async function readObject(
  source: ObjectAddress & { readonly port: S3Port },
  ifMatch: string,
  first: number,
  into: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const { key } = source;
  // A range of nothing cannot be asked for.
  const range: ByteRange | undefined = into.length === 0 ? undefined : { first, last: first + into.length - 1 };
  await repeated(signal, async () => {
    const answer = await getObject({ ...source, signal }, range, ifMatch);
    if (answer.length !== into.length) {
      answer.body.destroy();
      throw new PailError('object-changed', { subject: shownName(key) });
    }
    await fill(into, answer, key);
  });
}

async function fill(into: Buffer, { body, length }: ObjectBody, key: string): Promise<void> {
  let received = 0;
  try {
    await readBody(body, {
      take: (bytes) => {
        if (received + bytes.length <= length) into.set(bytes, received);
        received += bytes.length;
        return null;
      },
    });
  } catch (error) {
    throw bodyFailure(error, key);
  }
  if (received === length) return;
  throw new PailError('body-incomplete', { subject: shownName(key), reason: `${received} of ${length} bytes` });
}
