const BUCKET_MS = 250;
const BUCKETS = 12;

/** Bytes a second over the last three seconds, or since the first byte where that is shorter. */
export class Rate {
  readonly #now: () => number;
  readonly #bytes = new Float64Array(BUCKETS);
  /** Which stretch of time a bucket holds. */
  readonly #stretches = new Float64Array(BUCKETS).fill(-1);
  #startedAt: number | null = null;

  /** `now` answers milliseconds that never go back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  add(bytes: number): void {
    const now = this.#now();
    this.#startedAt ??= now;
    const stretch = Math.floor(now / BUCKET_MS);
    const bucket = stretch % BUCKETS;
    if (this.#stretches[bucket] !== stretch) {
      this.#stretches[bucket] = stretch;
      this.#bytes[bucket] = 0;
    }
    // What has to be moved again was moved all the same.
    if (bytes > 0) this.#bytes[bucket] = (this.#bytes[bucket] ?? 0) + bytes;
  }

  bytesPerSecond(): number {
    if (this.#startedAt === null) return 0;
    const now = this.#now();
    const oldest = Math.floor(now / BUCKET_MS) - BUCKETS + 1;
    let sum = 0;
    for (const [bucket, stretch] of this.#stretches.entries()) if (stretch >= oldest) sum += this.#bytes[bucket] ?? 0;
    const span = Math.min(now - oldest * BUCKET_MS, Math.max(now - this.#startedAt, BUCKET_MS));
    return (sum / span) * 1000;
  }
}
