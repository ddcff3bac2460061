import { Readable } from 'node:stream';
import type { IdleWatch } from './idle-watch.ts';

/** The body of an answer of Electron's `net`, watched for silence while somebody wants more of it. */
export class NetBody extends Readable {
  readonly #source: Readable;
  readonly #watch: IdleWatch;

  constructor(source: Readable, watch: IdleWatch) {
    super();
    this.#source = source;
    this.#watch = watch;
    // Whoever holds the body hears of an error at its next read; an abort may come before anybody listens.
    this.on('error', () => undefined);
    source.on('data', (chunk: Buffer) => {
      watch.moved();
      if (this.push(chunk)) return;
      source.pause();
      watch.pause();
    });
    source.once('end', () => {
      watch.pause();
      this.push(null);
    });
  }

  override _read(): void {
    if (this.#source.readableEnded) return;
    this.#watch.resume();
    this.#source.resume();
  }
}
