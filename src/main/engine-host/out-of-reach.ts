import type { AccountSummary } from '../../shared/model/account.ts';

/** Which locations cannot be reached, as the engine told last. */
export class OutOfReach {
  #ids: ReadonlySet<string> = new Set();

  set(locationIds: readonly string[]): void {
    this.#ids = new Set(locationIds);
  }

  /** The summary with a mark at its locations that are out of reach. */
  marked(summary: AccountSummary): AccountSummary {
    if (!summary.locations.some(({ id }) => this.#ids.has(id))) return summary;
    const locations = summary.locations.map((location) =>
      this.#ids.has(location.id) ? { ...location, outOfReach: true as const } : location,
    );
    return { ...summary, locations };
  }
}
