/** The death after which it is not started again by itself: what it dies of, it would die of once more. */
const LAST_DEATH = 3;
/** Deaths of longer ago, in ms, do not count. */
const REMEMBERED_MS = 60_000;

/** Whether an engine that died is started again. */
export class EngineLives {
  #deaths: readonly number[] = [];
  #isDown = false;

  /** It died too often, and stays down until {@link forgive}. */
  get isDown(): boolean {
    return this.#isDown;
  }

  /** It died at `now` (ms). True: it is to be started again. */
  died(now: number): boolean {
    this.#deaths = [...this.#deaths.filter((death) => now - death < REMEMBERED_MS), now];
    this.#isDown = this.#deaths.length >= LAST_DEATH;
    return !this.#isDown;
  }

  /** Somebody wants it back: what was before does not count any more. */
  forgive(): void {
    this.#deaths = [];
    this.#isDown = false;
  }
}
