/** What stands between the wish to quit and the end of Pail. */
import { isActive, type TransferSummary } from '../shared/model/transfer.ts';
import { text } from '../shared/text/index.ts';

export interface QuitQuestion {
  readonly title: string;
  readonly detail: string;
  readonly yes: string;
  readonly no: string;
}

export interface QuittingParts {
  /** All that have not ended. */
  transfers(): readonly TransferSummary[];
  /** Whether the next run begins with this account signed in. */
  isRemembered(accountId: string): boolean;
  /** Asks the person; true for yes. */
  ask(question: QuitQuestion): Promise<boolean>;
  /** Leaves everything in order for the next run. In bounded time. */
  stop(): Promise<void>;
  /** Has Pail quit, which demands it once more. */
  quit(): void;
}

type QuitFacts = Pick<QuittingParts, 'transfers' | 'isRemembered'>;

/** What is asked before transfers are left for the next run; `null` where none is at work. */
export function quitQuestion({ transfers, isRemembered }: QuitFacts): QuitQuestion | null {
  const atWork = transfers().filter(isActive);
  if (atWork.length === 0) return null;
  const words = text.quit;
  const kept = atWork.filter(({ recorded }) => recorded);
  const deletes = kept.filter(({ kind }) => kind === 'delete').length;
  const goOn = kept.filter(({ kind, accountId }) => kind !== 'delete' && isRemembered(accountId)).length;
  const of = atWork.length;
  const counts = [
    [goOn, words.goOn],
    [kept.length - deletes - goOn, words.goOnSignedIn],
    [deletes, words.deletes],
    [of - kept.length, words.notKept],
  ] as const;
  const sentences = counts.flatMap(([count, said]) => (count > 0 ? [said(count, of)] : []));
  return { title: words.title(of), detail: sentences.join(' '), yes: words.quit, no: words.stay };
}

/** Asks where transfers are at work, then puts everything in order, then quits. */
export class Quitting {
  readonly #parts: QuittingParts;
  #state: 'none' | 'asking' | 'stopping' | 'ready' = 'none';

  constructor(parts: QuittingParts) {
    this.#parts = parts;
  }

  /** Somebody in front of the window wishes to quit. True: now; false: not yet, or not after all. */
  wished(): boolean {
    if (this.#state === 'none') void this.#ask();
    return this.#state === 'ready';
  }

  /** Pail is told to quit, perhaps because the system ends: nobody is asked. True: now; false: as soon as all is in order. */
  demanded(): boolean {
    if (this.#state === 'none' || this.#state === 'asking') void this.#stop();
    return this.#state === 'ready';
  }

  async #ask(): Promise<void> {
    const question = quitQuestion(this.#parts);
    if (!question) return this.#stop();
    this.#state = 'asking';
    const isYes = await this.#parts.ask(question);
    // The system may have demanded it meanwhile.
    if (this.#state !== 'asking') return;
    if (isYes) await this.#stop();
    else this.#state = 'none';
  }

  async #stop(): Promise<void> {
    this.#state = 'stopping';
    try {
      await this.#parts.stop();
    } finally {
      this.#state = 'ready';
      this.#parts.quit();
    }
  }
}
