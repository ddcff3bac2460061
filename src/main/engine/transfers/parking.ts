import { toFailure } from '../../../shared/errors.ts';
import { parksFor } from '../../../shared/model/parking.ts';
import type { JobContext } from './job.ts';

const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 60_000;

/** How long to wait for the network before the try `attempt`, from 1, in ms. */
export function retryDelay(attempt: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
}

/** Whether an item that ended so is to be gone on with, so that what was begun of it must stay. */
export function goesOn(error: unknown, { signal, keeps }: Pick<JobContext, 'signal' | 'keeps'>): boolean {
  return signal.aborted ? keeps() : parksFor(toFailure(error).code) !== null;
}

/** The tries of a transfer that waits for the network. */
export class NetworkRetries {
  readonly #retry: () => void;
  readonly #delay: (attempt: number) => number;
  #timer: NodeJS.Timeout | null = null;
  #count = 0;

  constructor(retry: () => void, delay: (attempt: number) => number = retryDelay) {
    this.#retry = retry;
    this.#delay = delay;
  }

  /** There will be another try. */
  plan(): void {
    this.#count += 1;
    this.#timer = setTimeout(this.#retry, this.#delay(this.#count)).unref();
  }

  /** No try is to come. */
  clear(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** The next wait is as long as the first one was. */
  forget(): void {
    this.#count = 0;
  }
}
