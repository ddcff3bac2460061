import { deflateRawSync } from 'node:zlib';
import { namedType } from '../jobs/content-types.ts';

/** What is compressed in itself: to deflate it again takes time and saves nothing. */
const COMPRESSED =
  /^(?:image\/(?!svg|bmp)|video\/|audio\/(?!wav)|font\/woff|application\/(?:zip|gzip|zstd|pdf|epub|x-7z|x-bzip2|x-xz|vnd\.(?:rar|openxml|oasis|apache\.parquet)))/;
export const SAMPLE_BYTES = 16_384;
const WORTH_IT = 0.9;

/** Whether an object is worth deflating, as its name tells, or else a try on what it begins with. */
export function isWorthDeflating(name: string, beginning: Uint8Array): boolean {
  if (beginning.length === 0 || COMPRESSED.test(namedType(name) ?? '')) return false;
  const sample = beginning.subarray(0, SAMPLE_BYTES);
  return deflateRawSync(sample, { level: 1 }).length < sample.length * WORTH_IT;
}
