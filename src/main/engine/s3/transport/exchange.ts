import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Flow } from './bandwidth.ts';
import type { BodySink, BodyStream } from './body.ts';
import { isPassing, keep, letGo } from './lean-reading.ts';
import { proxyRefusal } from './proxy.ts';
import type { TransportRequest, TransportResponse } from './transport.ts';

type Controller = Dispatcher.DispatchController;
type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Bytes of an answer that wait for its reader before the connection is held back. */
const READ_AHEAD_BYTES = 256 * 1024;

/** Somebody who takes the body as it arrives. */
interface Sinking {
  readonly sink: BodySink;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** False while it still gets what had come before it. */
  direct: boolean;
}

/** One request and its answer, as undici tells of it. Also the answer's body: one object less for each request. */
export class Exchange extends Readable implements Dispatcher.DispatchHandler, BodyStream {
  readonly #signal: AbortSignal;
  readonly #resolve: (response: TransportResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #flow: Flow;
  #controller: Controller | null = null;
  /** The answer has arrived to its end, or it never will. */
  #over = false;
  /** What came before anybody read; `null` from then on, when all goes through the stream. */
  #early: Buffer[] | null = [];
  #earlyBytes = 0;
  #sink: Sinking | null = null;
  /** No more may come before somebody has taken what there is. */
  #isFull = false;
  /** No more may come before its turn. */
  #hasToWait = false;
  readonly #aborted = (): void => {
    this.#reject(this.#signal.reason);
    this.destroy(this.#signal.reason);
  };

  /**
   * `flow`: what it takes of the bandwidth, which ends with the request. `resolve` gets the answer when its headers are there,
   * `reject` what went wrong before.
   */
  constructor(
    { signal }: Pick<TransportRequest, 'signal'>,
    flow: Flow,
    resolve: (response: TransportResponse) => void,
    reject: (error: unknown) => void,
  ) {
    super({ highWaterMark: READ_AHEAD_BYTES });
    this.#signal = signal;
    this.#flow = flow;
    this.#resolve = resolve;
    this.#reject = reject;
    // Whoever holds the body hears of an error at its next read; an abort may come before anybody listens.
    this.on('error', ignore);
    signal.addEventListener('abort', this.#aborted);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // Given up while it waited for a connection: it must not go out.
    if (this.destroyed) controller.abort(abortReason(this.#signal));
  }

  onResponseStart(_controller: Controller, status: number, headers: RawHeaders): void {
    // 100 Continue and its like are no answers.
    if (status < 200) return;
    this.#resolve({ status, headers: joined(headers), body: this });
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    // That is what a parser says that goes on after a pause: a sink would have to wait for nothing.
    if (chunk.length === 0) return;
    if (this.#flow.isLimited) this.#count(chunk.length, controller);
    if (this.#sink?.direct) {
      this.#pour(chunk, this.#sink, controller);
      return;
    }
    if (!this.#early) {
      if (!this.push(isPassing(chunk) ? Buffer.from(chunk) : chunk)) this.#hold(controller);
      return;
    }
    this.#early.push(isPassing(chunk) ? keep(chunk) : chunk);
    this.#earlyBytes += chunk.length;
    if (this.#earlyBytes >= READ_AHEAD_BYTES) this.#hold(controller);
  }

  #count(bytes: number, controller: Controller): void {
    const turn = this.#flow.received(bytes);
    if (!turn) return;
    this.#hasToWait = true;
    controller.pause();
    void turn.then(() => {
      this.#hasToWait = false;
      if (!this.#isFull && !this.#over) controller.resume();
    });
  }

  #hold(controller: Controller): void {
    this.#isFull = true;
    controller.pause();
  }

  #goOn(): void {
    this.#isFull = false;
    if (!this.#hasToWait) this.#controller?.resume();
  }

  onResponseEnd(): void {
    this.#end();
    if (this.#sink?.direct) this.#sunk(this.#sink);
    else if (!this.#early?.length) this.push(null);
  }

  onResponseError(_controller: Controller, cause: Error): void {
    this.#end();
    const error = proxyRefusal(cause) ?? cause;
    this.#reject(error);
    this.destroy(error);
  }

  consume(sink: BodySink): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.destroyed && !this.readableEnded) {
        reject(this.errored ?? new Error('The answer is closed.'));
        return;
      }
      const sinking = { sink, resolve, reject, direct: false };
      this.#sink = sinking;
      this.#drain(sinking).catch((error) => {
        reject(error);
        this.destroy(error);
      });
    });
  }

  /** First what has come already; then it goes straight to the sink. */
  async #drain(sinking: Sinking): Promise<void> {
    for (let piece = this.#next(); piece; piece = this.#next()) {
      const full = sinking.sink.take(piece);
      if (full) await full;
      // Given up meanwhile: the sink has been told, and takes nothing any more.
      if (this.destroyed && !this.readableEnded) return;
      letGo(piece);
    }
    if (this.#over) {
      this.#sunk(sinking);
      return;
    }
    sinking.direct = true;
    this.#goOn();
  }

  #next(): Buffer | null | undefined {
    return this.#early ? this.#early.shift() : this.read();
  }

  /** The sink has got everything. */
  #sunk({ resolve }: Sinking): void {
    this.#sink = null;
    resolve();
    if (!this.readableEnded && !this.destroyed) this.push(null);
    // Nobody reads: the end is for those who wait for the close.
    this.resume();
  }

  #pour(chunk: Buffer, { sink }: Sinking, controller: Controller): void {
    try {
      const full = sink.take(chunk);
      if (!full) return;
      this.#hold(controller);
      full.then(
        () => this.#goOn(),
        (error) => this.destroy(error),
      );
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  override _read(): void {
    const early = this.#early;
    this.#early = null;
    if (early?.length) {
      for (const piece of early) this.push(piece);
      if (this.#over) this.push(null);
    }
    this.#goOn();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    // Most answers have been read to their end: an error for each costs more than reading it did (its stack, 23 µs).
    if (!this.#over || this.#sink) this.#leave(error ?? new Error('The answer was left unread.'));
    callback(error);
  }

  #leave(reason: Error): void {
    if (!this.#over) {
      this.#end();
      // Nobody reads the rest: the connection is closed, which is how HTTP/1.1 stops an answer.
      this.#controller?.abort(reason);
    }
    this.#sink?.reject(reason);
  }

  #end(): void {
    this.#over = true;
    this.#flow.end();
    this.#signal.removeEventListener('abort', this.#aborted);
  }
}

function ignore(): void {}

/** undici wants an Error; a signal may be aborted with anything. */
function abortReason({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('The request was given up.', { cause: reason });
}

/** Headers with one string each. Most answers have no name twice and are passed on as they are. */
function joined(headers: RawHeaders): Readonly<Record<string, string>> {
  let copy: Record<string, string> | null = null;
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') continue;
    copy ??= { ...(headers as Record<string, string>) };
    copy[name] = value?.join(', ') ?? '';
  }
  return copy ?? (headers as Record<string, string>);
}
