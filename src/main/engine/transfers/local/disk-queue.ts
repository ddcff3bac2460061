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
/** What a thread needs to come up, before its first batch. */
const START_MS = 200;
/** How often it is looked for a thread that hangs, while others wait. */
const LOOK_MS = 250;

interface Waiting {
  readonly work: DiskWork;
  readonly resolve: (outcome: DiskOutcome) => void;
}

interface Working {
  readonly thread: DiskThread;
  batch: readonly Waiting[];
  since: number;
  /** Before its first batch. */
  isNew: boolean;
  /** Whether its last batch was on a slow disk. */
  wasSlow: boolean;
}

/** Hands disk work to threads, what has gathered while they were busy all at once. */
export class DiskQueue {
  readonly #start: () => DiskThread;
  readonly #now: () => number;
  readonly #threads: Working[] = [];
  #waiting: Waiting[] = [];
  #isPlanned = false;
  #timer: NodeJS.Timeout | null = null;

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
      if (!working) return;
      if (working.batch.length === 0) this.#give(working);
      if (!this.#isSlow(working) || at + 1 === MOST_THREADS) break;
    }
    // What waits for a thread that hangs is taken by another one.
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    this.#timer = null;
    this.#hand();
  }

  #isSlow({ wasSlow, batch, since }: Working): boolean {
    return wasSlow || (batch.length > 0 && this.#now() - since > SLOW_FILE_MS * batch.length);
  }

  #give(working: Working): void {
    working.batch = this.#waiting.splice(0, BATCH);
    working.since = this.#now() + (working.isNew ? START_MS : 0);
    working.isNew = false;
    try {
      working.thread.post(working.batch.map(({ work }) => work));
    } catch (error) {
      this.#lost(working, String(error));
    }
  }

  /** `null` where no thread could be started: what waits is told. */
  #begin(): Working | null {
    let thread: DiskThread;
    try {
      thread = this.#start();
    } catch (error) {
      for (const { resolve } of this.#waiting.splice(0)) resolve(notDone(String(error)));
      return null;
    }
    const working: Working = { thread, batch: [], since: 0, isNew: true, wasSlow: false };
    this.#threads.push(working);
    thread.onDone((outcomes) => {
      working.wasSlow = this.#now() - working.since > SLOW_FILE_MS * outcomes.length;
      this.#settle(working, (index) => outcomes[index] ?? null);
      this.#hand();
    });
    thread.onEnd((reason) => {
      this.#lost(working, reason);
      this.#hand();
    });
    return working;
  }

  #lost(working: Working, reason: string): void {
    const at = this.#threads.indexOf(working);
    if (at >= 0) this.#threads.splice(at, 1);
    // What it was at may have been done or not: it is told as not done, and a file that is there is never overwritten.
    this.#settle(working, () => notDone(reason));
  }

  #settle(working: Working, outcomeOf: (index: number) => DiskOutcome): void {
    const { batch } = working;
    working.batch = [];
    for (const [index, { resolve }] of batch.entries()) resolve(outcomeOf(index));
  }
}

function notDone(reason: string): DiskOutcome {
  return { code: 'EIO', syscall: 'write', message: reason };
}
