import { networkError } from '../../../shared/network-errors.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport/transport.ts';

/** A connection that broke may have been one that was idle for too long: another one is tried before anything is said. In ms. */
const FIRST_LOOK_MS = 300;
const LATER_LOOK_MS = 2_000;
/** Nobody who has the network back waits longer for Pail to notice. */
const LONGEST_LOOK_MS = 15_000;

export interface ReachOptions {
  /** Asks the store for anything; what it answers does not count, but that it answers. Rejects as a transport does. */
  readonly look: () => Promise<unknown>;
  /** It is another than it was. */
  readonly changed: () => void;
}

/**
 * Whether a store can be reached at all. Requests tell, as they come: whatever answer means yes. One that finds nobody is only
 * a reason to look, so that connections that break now and then are no matter; and while nobody answers Pail goes on looking, later and
 * later, so that it knows that the store is there again though nobody asks for anything.
 */
export class Reach {
  readonly #options: ReachOptions;
  #lost = false;
  #looks = 0;
  /** The look that is planned or under way; `null` while all is well. */
  #looking: { timer: NodeJS.Timeout | null } | null = null;
  #stopped = false;

  constructor(options: ReachOptions) {
    this.#options = options;
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** There was an answer. */
  answered(): void {
    if (this.#looking === null) return;
    this.#forgetLook();
    this.#looks = 0;
    this.#set(false);
  }

  /** There was none. */
  missed(): void {
    if (this.#looking === null) this.#plan(FIRST_LOOK_MS);
  }

  /** Nobody is to know any more. */
  stop(): void {
    this.#stopped = true;
    this.#forgetLook();
  }

  #plan(delay: number): void {
    if (this.#stopped) return;
    const looking = { timer: setTimeout(() => void this.#look(looking), delay).unref() };
    this.#looking = looking;
  }

  async #look(mine: object): Promise<void> {
    const answered = await this.#options.look().then(
      () => true,
      (error: unknown) => isAnswer(error),
    );
    // Something was answered, or all was stopped, meanwhile.
    if (this.#looking !== mine) return;
    if (answered) return this.answered();
    this.#plan(Math.min(LONGEST_LOOK_MS, LATER_LOOK_MS * 2 ** this.#looks));
    this.#looks += 1;
    this.#set(true);
  }

  #forgetLook(): void {
    if (this.#looking?.timer) clearTimeout(this.#looking.timer);
    this.#looking = null;
  }

  #set(lost: boolean): void {
    if (this.#lost === lost) return;
    this.#lost = lost;
    this.#options.changed();
  }
}

/** Whoever is not trusted, or wants a password, has answered. */
function isAnswer(error: unknown): boolean {
  const kind = networkError(error)?.kind;
  return kind !== undefined && kind !== 'unreachable';
}

/** Tells `reach` what comes of the requests that go this way. */
export function watched(inner: Transport, reach: Reach): Transport {
  return {
    request: (request: TransportRequest): Promise<TransportResponse> =>
      inner.request(request).then(
        (response) => {
          reach.answered();
          return response;
        },
        (error: unknown) => {
          if (!request.signal.aborted && networkError(error)?.kind === 'unreachable') reach.missed();
          throw error;
        },
      ),
    destroy: () => {
      reach.stop();
      inner.destroy();
    },
  };
}
