import type { TransferSummary } from '../../../shared/model/transfer.ts';
import type { Owned } from '../locations.ts';

/** Whose transfers are: what is told of them goes to nobody else. */
export class Owners {
  readonly #accountOf: (transfer: Owned) => string | null;
  /** Those that somebody who is signed in has been told of. */
  #known: ReadonlySet<string> = new Set();

  /** `accountOf`: the account that has a transfer, as long as it is signed in; else `null`. */
  constructor(accountOf: (transfer: Owned) => string | null) {
    this.#accountOf = accountOf;
  }

  /** False for a foreign one. */
  isOwn(transfer: Owned): boolean {
    return this.#accountOf(transfer) !== null;
  }

  /** What is told of these: none of the foreign ones, and whose the others are, also where their journals do not say it. */
  told(summaries: readonly TransferSummary[]): TransferSummary[] {
    return summaries.flatMap((summary) => {
      const accountId = this.#accountOf(summary);
      return accountId === null ? [] : [{ ...summary, accountId }];
    });
  }

  /** Of all that are told now, those that were foreign when this was asked last, or not there. */
  arrived(own: readonly TransferSummary[]): TransferSummary[] {
    const before = this.#known;
    this.#known = new Set(own.map(({ id }) => id));
    return own.filter(({ id }) => !before.has(id));
  }
}
