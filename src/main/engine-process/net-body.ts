import { Readable } from 'node:stream';
import type { Flow } from '../engine/s3/transport/bandwidth.ts';
import type { IdleWatch } from './idle-watch.ts';

/** The body of an answer of Electron's `net`, watched for silence while somebody wants more of it and it may come. */
export class NetBody extends Readable {
  readonly #source: Readable;
  readonly #watch: IdleWatch;
  /** It holds as much as it may, unread. */
  #isFull = false;
  /** No more may come before its turn. */
  #hasToWait = false;

  constructor(source: Readable, watch: IdleWatch, flow: Flow) {
    super();
    this.#source = source;
    this.#watch = watch;
    // Whoever holds the body hears of an error at its next read; an abort may come before anybody listens.
    this.on('error', () => undefined);
    source.on('data', (chunk: Buffer) => {
      watch.moved();
      const turn = flow.isLimited ? flow.received(chunk.length) : null;
      this.#isFull = !this.push(chunk);
      this.#hasToWait = turn !== null;
      if (!this.#isFull && !turn) return;
      source.pause();
      watch.pause();
      void turn?.then(() => {
        this.#hasToWait = false;
        this.#goOn();
      });
    });
    source.once('end', () => {
      watch.pause();
      this.push(null);
    });
  }

  override _read(): void {
    this.#isFull = false;
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isFull || this.#hasToWait || this.#source.readableEnded || this.destroyed) return;
    this.#watch.resume();
    this.#source.resume();
  }
}
