/** What a store tells of one object beside what a listing shows. Nothing of it is sure to be there. */
export interface ObjectFacts {
  /** Bytes; -1 where the store does not tell. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
  /** Without its quotes. */
  readonly etag: string;
  readonly contentType: string | null;
  /** `null`: the store's usual one. */
  readonly storageClass: string | null;
  readonly cacheControl: string | null;
  readonly contentEncoding: string | null;
  /** What whoever put it there wrote on it. */
  readonly metadata: Readonly<Record<string, string>>;
}
