import { AdaptiveLimit, MAX_LIMIT } from './pacer-limit.ts';
import { COPY_SOURCE, type Transport, type TransportRequest, type TransportResponse } from './transport/transport.ts';

/** How many more than the limit may be under way when somebody waits before the screen. */
export const INTERACTIVE_EXTRA = 8;
/** After so many `interactive` requests that went ahead of a waiting `bulk` one it is that one's turn. */
const MOST_AHEAD = 32;
/** Time to the answer of a longer body is mostly the time that the body takes, which tells of the line and not of the store. */
const TELLING_BODY_BYTES = 64 * 1024;

const METHODS: Readonly<Record<TransportRequest['method'], number>> = { GET: 0, HEAD: 2, PUT: 4, POST: 6, DELETE: 8 };

interface Waiting {
  readonly request: TransportRequest;
  readonly resolve: (response: Promise<TransportResponse>) => void;
  readonly reject: (error: unknown) => void;
  readonly aborted: () => void;
}

/** Whether it takes as long as its body takes to be sent. */
const isSending = ({ body }: TransportRequest): boolean => body !== undefined && body.length > TELLING_BODY_BYTES;

/**
 * Lets as many requests at a time through to one endpoint as it bears (see {@link AdaptiveLimit}). What somebody waits for goes
 * before `bulk` work and may exceed the limit a little. A request has its place until its answer's body is read to its end or
 * destroyed, or until there will be no answer. What sends long bodies leaves a quarter of the places to others: a slow way up, or a limit
 * of it, does not hold up what comes down.
 */
export class Pacer implements Transport {
  readonly #inner: Transport;
  readonly #now: () => number;
  readonly #limit = new AdaptiveLimit();
  readonly #interactive = new Set<Waiting>();
  readonly #bulk = new Set<Waiting>();
  #underWay = 0;
  /** Of those, what sends a long body. */
  #sending = 0;
  /** How many went ahead of the `bulk` request that is next. */
  #ahead = 0;

  /** `now` answers ms of a clock that only goes forward. */
  constructor(inner: Transport, now: () => number = () => performance.now()) {
    this.#inner = inner;
    this.#now = now;
  }

  /** Requests at a time, as far as is known by now. */
  get limit(): number {
    return this.#limit.limit;
  }

  /**
   * The most requests at a time that a person allows, for whoever waits, too: only at {@link MAX_LIMIT}, which is what there is
   * without anybody's word, may it be exceeded a little.
   */
  set most(count: number) {
    this.#limit.ceiling = count;
    this.#startWaiting();
  }

  /** Requests that have a place. */
  get underWay(): number {
    return this.#underWay;
  }

  request(request: TransportRequest): Promise<TransportResponse> {
    const { signal, priority } = request;
    if (signal.aborted) return Promise.reject(signal.reason);
    const queue = priority === 'interactive' ? this.#interactive : this.#bulk;
    if (this.#mayPass(queue) && this.#mayStart(request)) return this.#start(request);
    this.#limit.reached();
    return new Promise((resolve, reject) => {
      const aborted = (): void => {
        queue.delete(waiting);
        reject(signal.reason);
        // Those behind it may have waited for its turn only.
        this.#startWaiting();
      };
      const waiting: Waiting = { request, resolve, reject, aborted };
      queue.add(waiting);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }

  destroy(): void {
    for (const queue of [this.#interactive, this.#bulk]) {
      for (const waiting of queue) {
        waiting.request.signal.removeEventListener('abort', waiting.aborted);
        waiting.reject(new Error('The transport is closed.'));
      }
      queue.clear();
    }
    this.#inner.destroy();
  }

  /** Whether all in the queue wait only for others that send. */
  #mayPass(queue: ReadonlySet<Waiting>): boolean {
    for (const { request } of queue) if (!this.#leavesRoom(request)) return false;
    return true;
  }

  #leavesRoom(request: TransportRequest): boolean {
    const { limit } = this.#limit;
    return isSending(request) && this.#sending >= limit - Math.floor(limit / 4);
  }

  #mayStart(request: TransportRequest): boolean {
    const { priority } = request;
    if (this.#leavesRoom(request)) return false;
    if (priority === 'bulk') {
      const first = this.#interactive.size === 0 || this.#ahead >= MOST_AHEAD;
      return first && this.#underWay < this.#limit.limit;
    }
    if (this.#bulk.size > 0 && this.#ahead >= MOST_AHEAD) return false;
    const { limit, ceiling } = this.#limit;
    return (
      this.#underWay < (ceiling < MAX_LIMIT ? Math.min(ceiling, limit + INTERACTIVE_EXTRA) : limit + INTERACTIVE_EXTRA)
    );
  }

  async #start(request: TransportRequest): Promise<TransportResponse> {
    this.#underWay += 1;
    if (isSending(request)) this.#sending += 1;
    const release = (): void => this.#release(request);
    if (request.priority === 'bulk') this.#ahead = 0;
    else if (this.#bulk.size > 0) this.#ahead += 1;
    if (this.#underWay >= this.#limit.limit) this.#limit.reached();
    const started = this.#now();
    try {
      const response = await this.#inner.request(request);
      this.#judge(request, response.status, started);
      // That may have made room.
      this.#startWaiting();
      // It may have broken off within the same turn of the event loop, and then nobody says so again.
      if (response.body.closed) release();
      else response.body.once('close', release);
      return response;
    } catch (error) {
      if (!request.signal.aborted) this.#limit.failed();
      release();
      throw error;
    }
  }

  #judge(request: TransportRequest, status: number, started: number): void {
    if (status === 503 || status === 429) this.#limit.refused(started, this.#now());
    else this.#limit.answered(kindOf(request), started, this.#now());
  }

  #release(request: TransportRequest): void {
    this.#underWay -= 1;
    if (isSending(request)) this.#sending -= 1;
    this.#startWaiting();
  }

  #startWaiting(): void {
    while (this.#startFirst(this.#interactive) || this.#startFirst(this.#bulk));
  }

  #startFirst(queue: Set<Waiting>): boolean {
    const first = this.#firstOf(queue);
    if (!first) return false;
    queue.delete(first);
    first.request.signal.removeEventListener('abort', first.aborted);
    first.resolve(this.#start(first.request));
    return true;
  }

  /** The next one that may start; only what waits for others that send is passed. */
  #firstOf(queue: ReadonlySet<Waiting>): Waiting | null {
    for (const waiting of queue) {
      if (this.#mayStart(waiting.request)) return waiting;
      if (!this.#leavesRoom(waiting.request)) return null;
    }
    return null;
  }
}

/** What takes about equally long: one method, with a query (a listing, a part) or without. `null` for a long body or a copy. */
function kindOf({ method, path, headers, body }: TransportRequest): number | null {
  if (headers[COPY_SOURCE] !== undefined) return null;
  if (body && body.length > TELLING_BODY_BYTES) return null;
  return METHODS[method] + (path.includes('?') ? 1 : 0);
}
