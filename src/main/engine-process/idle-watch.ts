/** Notices when nothing moves for a while. */
export class IdleWatch {
  readonly #ms: number;
  readonly #progress: () => number;
  readonly #expired: () => void;
  #last: number;
  #timer: NodeJS.Timeout | null = null;

  /** `expired` is called once `ms` have passed without a call of `moved` and without a change of `progress`. */
  constructor(ms: number, progress: () => number, expired: () => void) {
    this.#ms = ms;
    this.#progress = progress;
    this.#expired = expired;
    this.#last = progress();
    this.resume();
  }

  /** Something came. */
  moved(): void {
    this.#timer?.refresh();
  }

  /** Nothing has to come from now on. */
  pause(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Something should come again. */
  resume(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const now = this.#progress();
      if (now === this.#last) {
        this.#expired();
        return;
      }
      this.#last = now;
      this.resume();
    }, this.#ms);
  }
}
