import type { Scope } from '../../../shared/model/listing.ts';
import type { ArrangedRows } from './ordering.ts';

/** What the listings of closed views may take of memory, and how many they may be. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_LISTINGS = 16;

/** What is listed: views of the same share what is remembered. */
export interface Place {
  readonly locationId: string;
  /** Relative to the location. */
  readonly folder: string;
  readonly scope: Scope;
}

interface Remembered extends Place {
  readonly rows: ArrangedRows;
  readonly bytes: number;
}

/** The rows of views that were closed last, for going back and forward: shown at once and then checked. */
export class RecentListings {
  /** The one that was used last comes last. */
  readonly #listings = new Map<string, Remembered>();
  readonly #maxBytes: number;
  readonly #maxListings: number;
  #bytes = 0;

  constructor(maxBytes: number = MAX_BYTES, maxListings: number = MAX_LISTINGS) {
    this.#maxBytes = maxBytes;
    this.#maxListings = maxListings;
  }

  /** Keeps rows that take so many bytes of memory, if these are not too many; those that were not used for longest go. */
  keep({ locationId, folder, scope }: Place, rows: ArrangedRows, bytes: number): void {
    const name = nameOf({ locationId, folder, scope });
    this.#forget(name);
    if (bytes > this.#maxBytes) return;
    this.#listings.set(name, { locationId, folder, scope, rows, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#listings.keys()) {
      if (this.#bytes <= this.#maxBytes && this.#listings.size <= this.#maxListings) break;
      this.#forget(oldest);
    }
  }

  /** The rows of a place, which are the caller's from now on; `null` where there are none. */
  take(place: Place): ArrangedRows | null {
    const name = nameOf(place);
    const rows = this.#listings.get(name)?.rows ?? null;
    this.#forget(name);
    return rows;
  }

  forgetAllOf(locationIds: ReadonlySet<string>): void {
    for (const [name, { locationId }] of [...this.#listings]) if (locationIds.has(locationId)) this.#forget(name);
  }

  #forget(name: string): void {
    this.#bytes -= this.#listings.get(name)?.bytes ?? 0;
    this.#listings.delete(name);
  }
}

function nameOf({ locationId, folder, scope }: Place): string {
  return JSON.stringify([locationId, folder, scope]);
}
