import { randomUUID } from 'node:crypto';
import { PailError } from '../../../shared/errors.ts';
import { MAX_PINS } from '../../../shared/model/listing.ts';

/** Rows of one view that were counted and may be meant again, by the name that the count was answered with. */
export class Pins {
  /** The ids of each pin; the one that was used last comes last. */
  readonly #pins = new Map<string, Uint32Array>();

  /** Remembers rows; the same rows in the same order keep their name. Beyond {@link MAX_PINS} the oldest is forgotten. */
  pin(ids: readonly number[]): string {
    const rows = Uint32Array.from(ids);
    for (const [name, known] of this.#pins) {
      if (!sameRows(known, rows)) continue;
      this.#use(name, known);
      return name;
    }
    const name = randomUUID();
    this.#use(name, rows);
    for (const oldest of this.#pins.keys()) {
      if (this.#pins.size <= MAX_PINS) break;
      this.#pins.delete(oldest);
    }
    return name;
  }

  /** The rows of a pin. Throws `not-found`. */
  ids(name: string): readonly number[] {
    const rows = this.#pins.get(name);
    if (!rows) throw new PailError('not-found', { subject: 'The selection' });
    this.#use(name, rows);
    return [...rows];
  }

  #use(name: string, rows: Uint32Array): void {
    this.#pins.delete(name);
    this.#pins.set(name, rows);
  }
}

function sameRows(one: Uint32Array, other: Uint32Array): boolean {
  return one.length === other.length && one.every((id, position) => id === other[position]);
}
