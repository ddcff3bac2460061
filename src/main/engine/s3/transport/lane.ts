/** What was not used may be used later, but not later than this. */
const BURST_MS = 100;
/** Moved in so small pieces, a body is not silent for long between them, however many take turns. */
const LEAST_PIECE_BYTES = 1024;
const MOST_PIECE_BYTES = 64 * 1024;
/**
 * What came unasked (listings, all that was under way when the limit was set) is paid off by silence. Stores close a connection
 * that is silent for some tens of seconds; more than this is forgiven.
 */
const LONGEST_DEBT_MS = 10_000;

/** Told of the bytes that it may move. */
type Admit = (bytes: number) => void;

/** A token bucket. Those that wait are admitted in turn, a piece each: what has many pieces gets no more than others do. */
export class Lane {
  readonly #now: () => number;
  readonly #waiting = new Set<Admit>();
  /** `null`: no limit. */
  #bytesPerSecond: number | null = null;
  /** What may be spent, at the time `#at`. Negative after a piece that was more than there was: whoever is next waits. */
  #balance = 0;
  #at = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  get isLimited(): boolean {
    return this.#bytesPerSecond !== null;
  }

  /** Bytes to move in one turn: what flows in 100 ms, within bounds. */
  get pieceBytes(): number {
    const burst = ((this.#bytesPerSecond ?? Number.POSITIVE_INFINITY) * BURST_MS) / 1000;
    return Math.min(MOST_PIECE_BYTES, Math.max(LEAST_PIECE_BYTES, Math.floor(burst)));
  }

  set(bytesPerSecond: number | null): void {
    this.#settle();
    // A debt takes as long to be paid off as before.
    this.#balance *= (bytesPerSecond ?? 0) / (this.#bytesPerSecond ?? Number.POSITIVE_INFINITY);
    this.#bytesPerSecond = bytesPerSecond;
    this.#admit();
  }

  /** Takes a piece, if nobody waits and nothing is owed; 0 otherwise. What is missing is paid off by those that come next. */
  take(): number {
    this.#settle();
    if (this.#waiting.size > 0 || this.#balance < 0) return 0;
    const bytes = this.pieceBytes;
    this.#balance -= bytes;
    return bytes;
  }

  /** Takes bytes away without a turn; negative: gives them back. */
  charge(bytes: number): void {
    if (this.#bytesPerSecond === null || bytes === 0) return;
    this.#settle();
    this.#balance -= bytes;
    this.#admit();
  }

  /** Calls `admit` once, with a piece, when its turn has come or the limit is gone. Answers a way to wait no longer. */
  wait(admit: Admit): () => void {
    this.#waiting.add(admit);
    this.#admit();
    return () => {
      this.#waiting.delete(admit);
    };
  }

  #settle(): void {
    const now = this.#now();
    if (this.#bytesPerSecond !== null) {
      const perMs = this.#bytesPerSecond / 1000;
      const earned = this.#balance + (now - this.#at) * perMs;
      this.#balance = Math.max(-LONGEST_DEBT_MS * perMs, Math.min(BURST_MS * perMs, earned));
    }
    this.#at = now;
  }

  /** Admits those whose turn has come, and comes again for the others. */
  #admit(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const bytes = this.pieceBytes;
    for (const admit of this.#waiting) {
      if (this.#bytesPerSecond !== null) {
        if (this.#balance < 0) {
          this.#later((-this.#balance / this.#bytesPerSecond) * 1000);
          return;
        }
        this.#balance -= bytes;
      }
      this.#waiting.delete(admit);
      admit(bytes);
    }
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#settle();
      this.#admit();
    }, Math.ceil(ms));
    this.#timer.unref();
  }
}
