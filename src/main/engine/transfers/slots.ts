interface Waiter {
  readonly weight: number;
  readonly isFirst: () => boolean;
  readonly admit: () => void;
}

const notFirst = (): boolean => false;

/**
 * A fixed number of places for work, shared by all transfers, first come first served. Work takes as many places as it
 * weighs: a large item, which moves several parts at once, more than a small one.
 *
 * What somebody wants to be done first need not wait for what is under way, which may take hours: it has as many places of its own.
 * So up to twice as many are taken in all, until what was under way has ended: nothing else begins meanwhile.
 */
export class Slots {
  readonly #size: number;
  readonly #waiting = new Set<Waiter>();
  #used = 0;
  /** Of the used ones, those that were taken before others. */
  #usedFirst = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /**
   * Resolves with the way to give the places back. Rejects with the signal's reason when that comes first. `isFirst`: whether it
   * goes before the others; where the answer changes, `reconsider` has it hold.
   */
  async take(weight: number, signal: AbortSignal, isFirst: () => boolean = notFirst): Promise<() => void> {
    signal.throwIfAborted();
    const asked = { weight: Math.min(weight, this.#size), isFirst };
    const mayGo = (this.#waiting.size === 0 || isFirst()) && this.#fits(asked);
    return mayGo ? this.#enter(asked) : this.#queue(asked, signal);
  }

  /** Somebody goes before the others now, or does not any more. */
  reconsider(): void {
    this.#admit();
  }

  #fits({ weight, isFirst }: Omit<Waiter, 'admit'>): boolean {
    return (isFirst() ? this.#usedFirst : this.#used) + weight <= this.#size;
  }

  #enter({ weight, isFirst }: Omit<Waiter, 'admit'>): () => void {
    const first = isFirst() ? weight : 0;
    this.#used += weight;
    this.#usedFirst += first;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#used -= weight;
      this.#usedFirst -= first;
      this.#admit();
    };
  }

  #queue(asked: Omit<Waiter, 'admit'>, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiter);
        this.#admit();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        ...asked,
        admit: () => {
          signal.removeEventListener('abort', leave);
          this.#waiting.delete(waiter);
          resolve(this.#enter(asked));
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(waiter);
    });
  }

  #admit(): void {
    for (;;) {
      const [oldest] = this.#waiting;
      const next = [...this.#waiting].find(({ isFirst }) => isFirst()) ?? oldest;
      if (!next || !this.#fits(next)) return;
      next.admit();
    }
  }
}
