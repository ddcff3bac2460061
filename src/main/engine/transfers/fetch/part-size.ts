import { bareEtag } from '../../s3/etag.ts';

const MEBIBYTE = 1_048_576;
/** Sizes of parts that uploaders use, the commonest first; others are taken by their being whole MiB. */
const COMMON_MEBIBYTES = [8, 5, 16, 10, 15, 64, 100, 32, 50, 25, 20, 128, 256, 512];

/**
 * The size of the parts of an object, as its size and their number let it be guessed; `null` where no size in whole MiB
 * fits. Uploaders cut at whole MiB with few exceptions, but nothing obliges them to.
 */
export function guessPartBytes(size: number, etag: string): number | null {
  const parts = Number(bareEtag(etag).split('-')[1]);
  if (!Number.isSafeInteger(parts) || parts < 1) return null;
  if (parts === 1) return size;
  const least = Math.ceil(size / parts / MEBIBYTE);
  // With larger ones there would be a part less.
  const most = Math.ceil(size / (parts - 1) / MEBIBYTE) - 1;
  if (least > most) return null;
  const common = COMMON_MEBIBYTES.find((mebibytes) => mebibytes >= least && mebibytes <= most);
  return (common ?? least) * MEBIBYTE;
}
