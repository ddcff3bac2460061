import { type Failure, failure, PailError } from '../../../shared/errors.ts';
import {
  type ConflictChoice,
  type ConflictWindow,
  isNewer,
  MAX_CONFLICTS,
  MAX_NAMED,
  type NotDone,
  type ReviewAnswer,
  type TransferReview,
} from '../../../shared/model/transfer.ts';
import type { Items } from './items.ts';
import type { Findings } from './job.ts';

/** What was found out about a transfer before its first byte, until it is decided what to do about it. */
export class Reviewing {
  readonly #findings: Findings;
  readonly #items: Items;
  /** It goes with each summary, so that it is found once, and does not grow with the transfer. */
  readonly #notDone: readonly NotDone[];

  constructor(findings: Findings, items: Items) {
    this.#findings = findings;
    this.#items = items;
    this.#notDone = firstNotDone(findings, items);
  }

  /** Whether the person is to be asked, where `onConflict` is their word for what is there already. */
  asks(onConflict: ConflictChoice): boolean {
    const { conflicts, impossible, archived = [], freeBytes } = this.#findings;
    if (freeBytes !== null && this.#items.bytesTotal > freeBytes) return true;
    if (onConflict !== 'ask') return false;
    // A single one that cannot be done says so by itself.
    return conflicts.size > 0 || (impossible.size + archived.length > 0 && this.#items.count > 1);
  }

  summary(): TransferReview {
    const { conflicts, impossible, archived = [], renamed, freeBytes, keepsNames } = this.#findings;
    const notDone = this.#notDone;
    return {
      conflicts: conflicts.size,
      impossible: impossible.size,
      ...(archived.length > 0 && { archived: archived.length }),
      ...(notDone.length > 0 && { notDone }),
      renamed,
      ...(keepsNames && { keepsNames }),
      freeBytes,
    };
  }

  /** At most MAX_CONFLICTS of the items where something is there already, in order. */
  window(start: number, count: number): ConflictWindow {
    const all = [...this.#findings.conflicts];
    return {
      start,
      total: all.length,
      conflicts: all.slice(start, start + Math.min(count, MAX_CONFLICTS)).map(([index, existing]) => ({
        index,
        name: this.#items.name(index),
        size: this.#items.size(index),
        modified: this.#items.modified(index),
        existing,
      })),
    };
  }

  /**
   * Says of each item what to do where something is there; `otherName` finds names that nothing has. Throws `invalid-argument` for
   * other names where there can be none; nothing is said of any item then.
   */
  settle({ all, some }: ReviewAnswer, otherName: (index: number) => string): void {
    const single = new Map(some);
    if (this.#findings.keepsNames && [all, ...single.values()].includes('keep-both')) {
      throw new PailError('invalid-argument', { reason: 'an upload that was begun goes to no other name' });
    }
    for (const [index, existing] of this.#findings.conflicts) {
      const answer = single.get(index) ?? all;
      // Nobody knows of another time or size meanwhile: what is known already need not be asked again.
      const isOlder = !isNewer(this.#items.modified(index), existing.modified);
      const isOtherSize = this.#items.size(index) !== existing.size;
      if (answer === 'skip') this.#skip(index, 'target-exists');
      else if (answer === 'newer' && isOlder) this.#skip(index, 'target-newer');
      else if (answer === 'keep-both') this.#items.choose(index, 'keep-both', otherName(index));
      else this.#items.choose(index, answer === 'different' && !isOtherSize ? 'different' : 'overwrite');
    }
  }

  #skip(index: number, code: 'target-exists' | 'target-newer'): void {
    this.#items.set(index, 'skipped', failure(code, { subject: this.#items.name(index) }));
  }
}

/** The first items of each sort that will not be done. */
function firstNotDone({ impossible, archived = [] }: Findings, items: Items): NotDone[] {
  const leftOut = items.countOf('skipped') === 0 ? [] : items.indicesOf('skipped');
  const named = (
    sort: NotDone['sort'],
    indices: readonly number[],
    why: (index: number) => Failure | null | undefined,
  ) =>
    indices.slice(0, MAX_NAMED).flatMap((index): NotDone[] => {
      const reason = why(index);
      return reason ? [{ sort, name: items.name(index), failure: reason }] : [];
    });
  return [
    ...named('impossible', [...impossible.keys()], (index) => impossible.get(index)),
    ...named('archived', archived, () => failure('object-archived')),
    ...named('left-out', leftOut, (index) => items.failure(index)),
  ];
}
