interface Waiter {
  readonly weight: number;
  readonly admit: () => void;
}

/**
 * A fixed number of places for work, shared by all transfers, first come first served. Work takes as many places as it
 * weighs: a large item, which moves several parts at once, more than a small one.
 */
export class Slots {
  readonly #size: number;
  readonly #waiting = new Set<Waiter>();
  #used = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Resolves with the way to give the places back. Rejects with the signal's reason when that comes first. */
  async take(weight: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const weighed = Math.min(weight, this.#size);
    if (this.#waiting.size > 0 || this.#used + weighed > this.#size) await this.#queue(weighed, signal);
    else this.#used += weighed;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#used -= weighed;
      this.#admit();
    };
  }

  #queue(weight: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiter);
        this.#admit();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        weight,
        admit: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(waiter);
    });
  }

  #admit(): void {
    for (const waiter of this.#waiting) {
      if (this.#used + waiter.weight > this.#size) return;
      this.#used += waiter.weight;
      this.#waiting.delete(waiter);
      waiter.admit();
    }
  }
}
