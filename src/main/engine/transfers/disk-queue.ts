import type { DiskOutcome, DiskWork } from './disk-work.ts';

/** A thread that does disk work, and answers each batch with what became of it. */
export interface DiskThread {
  post(batch: readonly DiskWork[]): void;
  /** Called once for each batch. */
  onDone(listener: (outcomes: readonly DiskOutcome[]) => void): void;
  /** Called when it ends, which it does only for a fault of its own. */
  onEnd(listener: (reason: string) => void): void;
}

/** Files that are written together. */
const BATCH = 32;
/**
 * Threads at most. One writes 1,000 files a second on a disk of one's own, and others would only wait for the same folder
 * (measured: 10 % more CPU with two). They are for disks that are far away, where waiting side by side takes less time.
 */
const MOST_THREADS = 4;
/** A file that takes longer is on such a disk. */
const SLOW_FILE_MS = 20;

interface Waiting {
  readonly work: DiskWork;
  readonly resolve: (outcome: DiskOutcome) => void;
}

interface Working {
  readonly thread: DiskThread;
  batch: readonly Waiting[];
  since: number;
  /** Whether its last batch was on a slow disk. */
  isSlow: boolean;
}

/** Hands disk work to threads, what has gathered while they were busy all at once. */
export class DiskQueue {
  readonly #start: () => DiskThread;
  readonly #now: () => number;
  readonly #threads: Working[] = [];
  #waiting: Waiting[] = [];
  #isPlanned = false;

  /** `start` makes a thread: the first one when there is work, others when that one is slow. */
  constructor(start: () => DiskThread, now: () => number = () => performance.now()) {
    this.#start = start;
    this.#now = now;
  }

  /** Has it done. Answers what the file system said; `EIO` where the thread ended over it. */
  do(work: DiskWork): Promise<DiskOutcome> {
    return new Promise((resolve) => {
      this.#waiting.push({ work, resolve });
      if (this.#isPlanned) return;
      // Not yet: what arrives in the same turn goes with it.
      this.#isPlanned = true;
      setImmediate(() => {
        this.#isPlanned = false;
        this.#hand();
      });
    });
  }

  #hand(): void {
    for (let at = 0; this.#waiting.length > 0; at += 1) {
      const working = this.#threads[at] ?? this.#begin();
      if (working.batch.length === 0) {
        working.batch = this.#waiting.splice(0, BATCH);
        working.since = this.#now();
        working.thread.post(working.batch.map(({ work }) => work));
      }
      if (!working.isSlow || at + 1 === MOST_THREADS) return;
    }
  }

  #begin(): Working {
    const working: Working = { thread: this.#start(), batch: [], since: 0, isSlow: false };
    this.#threads.push(working);
    working.thread.onDone((outcomes) => {
      working.isSlow = this.#now() - working.since > SLOW_FILE_MS * outcomes.length;
      this.#settle(working, (index) => outcomes[index] ?? null);
    });
    working.thread.onEnd((reason) => {
      this.#threads.splice(this.#threads.indexOf(working), 1);
      // What it was at may have been done or not: it is told as not done, and a file that is there is never overwritten.
      this.#settle(working, () => ({ code: 'EIO', syscall: 'write', message: reason }));
    });
    return working;
  }

  #settle(working: Working, outcomeOf: (index: number) => DiskOutcome): void {
    const { batch } = working;
    working.batch = [];
    for (const [index, { resolve }] of batch.entries()) resolve(outcomeOf(index));
    this.#hand();
  }
}
