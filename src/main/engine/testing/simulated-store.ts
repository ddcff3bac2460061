import { Readable } from 'node:stream';
import { Pacer } from '../s3/pacer.ts';
import type { Transport, TransportRequest, TransportResponse } from '../s3/transport/transport.ts';

/** A store in simulated time, for tests of the pacing. */
export interface SimulatedStoreOptions {
  /** Requests that it works at simultaneously; others wait in line. */
  capacity: number;
  /** With more than this in it, it answers 503 at once. */
  refuseAbove?: number;
  /** Ms of work for one request. */
  workMs: number;
  /** Ms that an answer is on its way besides. */
  wayMs?: number;
}

interface Job {
  readonly request: TransportRequest;
  readonly answer: (response: TransportResponse) => void;
}

/** Answers in simulated time: nothing here waits for a clock. */
export class SimulatedStore implements Transport {
  readonly options: SimulatedStoreOptions;
  /** Requests in the order in which they arrived. */
  readonly arrived: TransportRequest[] = [];
  now = 0;
  mostInside = 0;
  refusals = 0;
  #inside = 0;
  #working = 0;
  readonly #line: Job[] = [];
  readonly #events: { readonly at: number; readonly happen: () => void }[] = [];

  constructor(options: SimulatedStoreOptions) {
    this.options = options;
  }

  request(request: TransportRequest): Promise<TransportResponse> {
    this.arrived.push(request);
    return new Promise((resolve) => {
      const job = { request, answer: resolve };
      if (this.#inside >= (this.options.refuseAbove ?? Number.POSITIVE_INFINITY)) {
        this.refusals += 1;
        this.#after(this.options.wayMs ?? 0, () => this.#answer(job, 503));
        return;
      }
      this.#inside += 1;
      this.mostInside = Math.max(this.mostInside, this.#inside);
      this.#line.push(job);
      this.#work();
    });
  }

  destroy(): void {}

  /** Lets time pass until nothing is left to happen, or `until` says so. */
  async run(until: () => boolean = () => false): Promise<void> {
    for (;;) {
      // Callers read bodies and send their next requests meanwhile.
      await new Promise(setImmediate);
      if (until()) return;
      const next = this.#events.shift();
      if (!next) return;
      this.now = next.at;
      next.happen();
      while (this.#events[0]?.at === this.now) this.#events.shift()?.happen();
    }
  }

  #work(): void {
    while (this.#working < this.options.capacity) {
      const job = this.#line.shift();
      if (!job) return;
      this.#working += 1;
      this.#after(this.options.workMs, () => {
        this.#working -= 1;
        this.#inside -= 1;
        this.#after(this.options.wayMs ?? 0, () => this.#answer(job, 200));
        this.#work();
      });
    }
  }

  #answer({ answer }: Job, status: number): void {
    answer({ status, headers: {}, body: Readable.from([Buffer.from('x')]) });
  }

  #after(ms: number, happen: () => void): void {
    const at = this.now + ms;
    const index = this.#events.findIndex((event) => event.at > at);
    this.#events.splice(index === -1 ? this.#events.length : index, 0, { at, happen });
  }
}

/** A pacer before a simulated store, by the store's time. */
export function pacerBefore(store: SimulatedStore): Pacer {
  return new Pacer(store, () => store.now);
}
