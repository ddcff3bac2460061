import { toFailure } from '../../../../shared/errors.ts';
import { parksFor } from '../../../../shared/model/parking.ts';
import type { S3Port } from '../../s3/port.ts';

/** A folder of a store. */
interface Place {
  readonly port: () => Promise<S3Port>;
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * Whether stores answer now: also a refusal is an answer, unless it means that nothing can go on. Rejects with the signal's
 * reason only.
 */
export async function answers(places: readonly Place[], signal: AbortSignal): Promise<boolean> {
  const told = await Promise.all(places.map((place) => answersOne(place, signal)));
  return told.every(Boolean);
}

async function answersOne({ port, bucket, prefix }: Place, signal: AbortSignal): Promise<boolean> {
  try {
    await (await port()).listPage({ bucket, prefix, delimiter: '/', token: null, limit: 1, signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    return parksFor(toFailure(error).code) === null;
  }
}
