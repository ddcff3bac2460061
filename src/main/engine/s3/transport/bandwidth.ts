import { PailError } from '../../../../shared/errors.ts';
import type { BandwidthLimits } from '../../protocol.ts';
import { Lane } from './lane.ts';
import type { TransportRequest } from './transport.ts';

const LEAST_BYTES_PER_SECOND = 1024;

/**
 * How many bytes per second all requests of the engine together may move, in either direction. Bodies of `bulk` requests wait
 * for their turn; those of `interactive` ones are counted, and never wait. What is counted is objects: the bodies of answers
 * to GET, and of all other requests; heads and short answers are not. What waits keeps its place with the pacer, and
 * what the systems at both ends hold in their own memory is beyond anybody's reach: the average over some seconds is what
 * holds.
 */
export class Bandwidth {
  readonly download: Lane;
  readonly #upload: Lane;

  /** `now` answers ms of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.download = new Lane(now);
    this.#upload = new Lane(now);
  }

  /**
   * Holds from now on, also for what is under way. Bytes per second, at least 1,024; `null`: no limit. Throws `invalid-argument`
   * for anything else.
   */
  set({ upload, download }: BandwidthLimits): void {
    for (const limit of [upload, download]) {
      if (limit === null || (limit >= LEAST_BYTES_PER_SECOND && Number.isFinite(limit))) continue;
      const reason = `a limit of ${limit} bytes per second: it must be at least ${LEAST_BYTES_PER_SECOND}, or null`;
      throw new PailError('invalid-argument', { reason });
    }
    this.#upload.set(upload);
    this.download.set(download);
  }

  /** Whether what goes up is held up. */
  get limitsUploads(): boolean {
    return this.#upload.isLimited;
  }

  /** The part of a request in it: of its body, or of its answer's for a GET. To be ended with the request. */
  flow({ method, priority }: Pick<TransportRequest, 'method' | 'priority'>): Flow {
    const receives = method === 'GET';
    return new Flow(receives ? this.download : this.#upload, { receives, waits: priority === 'bulk' });
  }
}

/** Waits for a turn of a flow. Rejects with the signal's reason when that comes first: the flow has ended then. */
export async function waitFor(turn: Promise<void>, flow: Flow, signal: AbortSignal): Promise<void> {
  const aborted = (): void => flow.end();
  signal.addEventListener('abort', aborted, { once: true });
  await turn;
  signal.removeEventListener('abort', aborted);
  if (!signal.aborted) return;
  flow.end();
  throw signal.reason;
}

/** One body on its way. A promise that it answers is one of the turn to go on, and never rejects; `null`: it may at once. */
export class Flow {
  readonly #lane: Lane;
  readonly #receives: boolean;
  readonly #waits: boolean;
  /** Bytes that it may move and has not yet. */
  #paid = 0;
  #leave: (() => void) | null = null;

  /** `receives`: it is the body of an answer. `waits`: it is held up where there is a limit. */
  constructor(lane: Lane, { receives, waits }: { readonly receives: boolean; readonly waits: boolean }) {
    this.#lane = lane;
    this.#receives = receives;
    this.#waits = waits;
  }

  /** While this is false, nothing else need be asked. */
  get isLimited(): boolean {
    return this.#lane.isLimited;
  }

  /** To be asked before each piece that is sent. */
  sending(): Promise<void> | null {
    return this.#receives ? null : this.#turn();
  }

  /** Bytes that the next piece may have, of a rest of so many: they count as sent. */
  sent(rest: number): number {
    const bytes = Math.min(rest, this.#lane.pieceBytes);
    this.#spend(bytes);
    return bytes;
  }

  /** To be asked before an answer is asked for. */
  receiving(): Promise<void> | null {
    return this.#receives ? this.#turn() : null;
  }

  /** Counts what has come, and tells when more may. */
  received(bytes: number): Promise<void> | null {
    if (!this.#receives) return null;
    this.#spend(bytes);
    return this.#paid > 0 ? null : this.#turn();
  }

  /** It moves no more: turns that it waits for are over, and what it has not used is others'. Can be called twice. */
  end(): void {
    this.#leave?.();
    this.#lane.charge(-this.#paid);
    this.#paid = 0;
  }

  #spend(bytes: number): void {
    // What was paid for under another limit may be much under this one.
    this.#paid = Math.min(this.#paid, this.#lane.pieceBytes) - bytes;
    if (this.#paid >= 0) return;
    this.#lane.charge(-this.#paid);
    this.#paid = 0;
  }

  #turn(): Promise<void> | null {
    if (!this.#waits || !this.isLimited) return null;
    const bytes = this.#lane.take();
    if (bytes > 0) {
      this.#paid += bytes;
      return null;
    }
    return new Promise((resolve) => {
      const leave = this.#lane.wait((piece) => {
        this.#leave = null;
        this.#paid += piece;
        resolve();
      });
      this.#leave = () => {
        this.#leave = null;
        leave();
        resolve();
      };
    });
  }
}
