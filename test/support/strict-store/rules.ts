/** In what a strict store is peculiar. Each rule is one that the documentation or the users of a real store tell of. */
export interface StoreRules {
  /** What it says to `GET /` without a signature. */
  readonly root: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** Buckets are in the host name only: in the path they get 301. */
  readonly hostStyleOnly: boolean;
  /** Tokens of version 2 lead past entries. */
  readonly wrongTokens: boolean;
  /** How `encoding-type=url` is honoured: `plus` says so and leaves a plus plain, `prefixes` leaves common prefixes plain. */
  readonly encoding: 'right' | 'plus' | 'prefixes';
  /** A write with If-None-Match: the condition holds, is ignored, or is refused with 501. */
  readonly putCondition: 'holds' | 'ignored' | 'refused';
  readonly completeCondition: 'holds' | 'ignored' | 'refused';
  /** A copy with If-None-Match. */
  readonly copyCondition: 'holds' | 'ignored' | 'refused';
  /** A copy of a part: it is there, gets 501, or gets 403 whoever asks. */
  readonly partCopy: 'there' | 'absent' | 'denied';
  /** The headers of checksums that came after Content-MD5 get 501. */
  readonly refusesNewChecksums: boolean;
  /** `absent`: DeleteObjects gets 501; `md5`: only without Content-MD5 it gets 400. */
  readonly batchDelete: 'there' | 'md5' | 'absent';
  readonly maxParts: number;
  /** Each part takes at least one segment, and segments are paid for. */
  readonly bytesPerSegment: number;
  /** The ETag of an object in parts is the MD5 of their MD5s; otherwise it only looks like it. */
  readonly partsEtagIsMd5: boolean;
}

/** A store with no peculiarity. */
export const PLAIN_RULES: StoreRules = {
  root: { status: 403, headers: {}, body: '<Error><Code>AccessDenied</Code></Error>' },
  hostStyleOnly: false,
  wrongTokens: false,
  encoding: 'right',
  putCondition: 'holds',
  completeCondition: 'holds',
  copyCondition: 'holds',
  partCopy: 'there',
  refusesNewChecksums: false,
  batchDelete: 'there',
  maxParts: 10_000,
  bytesPerSegment: 1,
  partsEtagIsMd5: true,
};
