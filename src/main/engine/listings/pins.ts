import { randomUUID } from 'node:crypto';
import { PailError } from '../../../shared/errors.ts';
import type { IdSet } from '../../../shared/model/id-set.ts';
import { MAX_PINS } from '../../../shared/model/listing.ts';

/** Rows of one view that were counted and may be meant again, by the name that the count was answered with. */
export class Pins {
  /** The ids of each pin; the one that was used last comes last. */
  readonly #pins = new Map<string, IdSet>();

  /** Remembers rows; the same rows keep their name. Beyond {@link MAX_PINS} the oldest is forgotten. */
  pin(ids: IdSet): string {
    for (const [name, known] of this.#pins) {
      if (known.first !== ids.first || Buffer.compare(known.bits, ids.bits) !== 0) continue;
      this.#use(name, known);
      return name;
    }
    const name = randomUUID();
    this.#use(name, ids);
    for (const oldest of this.#pins.keys()) {
      if (this.#pins.size <= MAX_PINS) break;
      this.#pins.delete(oldest);
    }
    return name;
  }

  /** The rows of a pin. Throws `not-found`. */
  ids(name: string): IdSet {
    const ids = this.#pins.get(name);
    if (!ids) throw new PailError('not-found', { subject: 'The selection' });
    this.#use(name, ids);
    return ids;
  }

  #use(name: string, ids: IdSet): void {
    this.#pins.delete(name);
    this.#pins.set(name, ids);
  }
}
