import type { Readable } from 'node:stream';
import { PailError } from '../../../shared/errors.ts';
import { shownName } from './errors.ts';
import { MAX_PARTS } from './port.ts';

/** 10,000 parts of 5 GiB: the most that S3 keeps as one object. */
const MAX_OBJECT_BYTES = MAX_PARTS * 5 * 1024 ** 3;

/**
 * The length that an answer gives for an object, in bytes. Throws `storage-refused` where it gives none: nobody could tell
 * whether all of it came.
 */
export function objectLength(value: string | number | undefined, key: string): number {
  const length = isLength(value) ? Number(value) : Number.NaN;
  if (length <= MAX_OBJECT_BYTES) return length;
  throw new PailError('storage-refused', { subject: shownName(key), reason: 'it did not say how long this is' });
}

/** As {@link objectLength}, of a body that is there to be read. What has no length is closed. */
export function bodyLength(value: string | number | undefined, key: string, body: Readable): number {
  try {
    return objectLength(value, key);
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/** The length that an answer gives; -1 where it gives none. */
export function toldLength(value: string | number | undefined): number {
  return isLength(value) ? Number(value) : -1;
}

/** The length of a first part; `null` where the answer gives none that could be one. */
export function partLength(value: string | number | undefined): number | null {
  return isLength(value) && Number(value) > 0 ? Number(value) : null;
}

function isLength(value: string | number | undefined): boolean {
  return value !== undefined && value !== '' && Number.isSafeInteger(Number(value)) && Number(value) >= 0;
}
