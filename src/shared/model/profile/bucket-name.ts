/** What the name of a bucket must be, wherever it comes from. */

/** Naming rules of S3 (general purpose buckets), and the older capitals and `_` that other stores still have. */
const bucketName = (value: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(value);

const bucketDots = (value: string): boolean => !value.includes('..');

const bucketAddress = (value: string): boolean => !/^\d+\.\d+\.\d+\.\d+$/.test(value);

/** Every check of a bucket's name, by its own; true where the name may stay. */
export const BUCKET_CHECKS = { bucketName, bucketDots, bucketAddress };

/** Whether a text can be the name of a bucket. */
export function isBucketName(value: string): boolean {
  return Object.values(BUCKET_CHECKS).every((check) => check(value));
}
