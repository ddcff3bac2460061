import type { TransferKind } from '../../../shared/model/transfer.ts';

interface Asked {
  readonly weight: number;
  readonly isFirst: () => boolean;
}

interface Waiter extends Asked {
  readonly admit: () => void;
}

interface Taken {
  places: number;
  /** Of those, what heavy work has. */
  heavy: number;
}

const notFirst = (): boolean => false;

/** The weight of what may take hours, and moves several parts at once. */
export const HEAVY_WEIGHT = 16;

/**
 * A fixed number of places for work, shared by transfers, first come first served. Work takes as many places as it weighs: a large item,
 * which moves several parts at once, more than a small one. What is heavy leaves a quarter of them to the light, which goes past heavy
 * work that waits.
 *
 * What somebody wants to be done first need not wait for what is under way, which may take hours: it has as many places of its own.
 * So up to twice as many are taken in all, until what was under way has ended: nothing else begins meanwhile.
 */
export class Slots {
  readonly #size: number;
  /** Places that heavy work may have. */
  readonly #mostHeavy: number;
  readonly #waiting = new Set<Waiter>();
  readonly #all: Taken = { places: 0, heavy: 0 };
  /** What of it was taken before others. */
  readonly #first: Taken = { places: 0, heavy: 0 };

  constructor(size: number) {
    this.#size = size;
    this.#mostHeavy = Math.ceil((size * 3) / 4);
  }

  /**
   * Resolves with the way to give the places back. Rejects with the signal's reason when that comes first. `isFirst`: whether it
   * goes before the others; where the answer changes, `reconsider` has it hold.
   */
  async take(weight: number, signal: AbortSignal, isFirst: () => boolean = notFirst): Promise<() => void> {
    signal.throwIfAborted();
    const asked = { weight: Math.min(weight, weight < HEAVY_WEIGHT ? this.#size : this.#mostHeavy), isFirst };
    const mayPass = isFirst() || [...this.#waiting].every((one) => this.#leavesRoom(one));
    return mayPass && this.#fits(asked) ? this.#enter(asked) : this.#queue(asked, signal);
  }

  /** Somebody goes before the others now, or does not any more. */
  reconsider(): void {
    this.#admit();
  }

  #taken({ isFirst }: Asked): Taken {
    return isFirst() ? this.#first : this.#all;
  }

  /** It waits because of other heavy work only: what is light may go past it. */
  #leavesRoom(asked: Asked): boolean {
    return asked.weight >= HEAVY_WEIGHT && this.#taken(asked).heavy + asked.weight > this.#mostHeavy;
  }

  #fits(asked: Asked): boolean {
    return !this.#leavesRoom(asked) && this.#taken(asked).places + asked.weight <= this.#size;
  }

  #enter({ weight, isFirst }: Asked): () => void {
    const counted = isFirst() ? [this.#all, this.#first] : [this.#all];
    const count = (places: number): void => {
      for (const taken of counted) {
        taken.places += places;
        if (weight >= HEAVY_WEIGHT) taken.heavy += places;
      }
    };
    count(weight);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      count(-weight);
      this.#admit();
    };
  }

  #queue(asked: Asked, signal: AbortSignal): Promise<() => void> {
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
    for (let next = this.#next(); next; next = this.#next()) next.admit();
  }

  /** Who is next and may go; what waits for places keeps those behind it from passing. */
  #next(): Waiter | null {
    const waiting = [...this.#waiting];
    const firsts = waiting.filter(({ isFirst }) => isFirst());
    for (const one of [...firsts, ...waiting]) {
      if (this.#fits(one)) return one;
      if (!this.#leavesRoom(one)) return null;
    }
    return null;
  }
}

/** Which places a transfer of this kind takes. */
export function wayOf(kind: TransferKind): 'up' | 'down' | 'other' {
  if (kind === 'upload') return 'up';
  return kind === 'download' || kind === 'zip' ? 'down' : 'other';
}
