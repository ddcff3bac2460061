import { PailError } from '../../../../shared/errors.ts';
import { shownName } from '../../s3/errors.ts';
import { DELETE_BATCH, type ObjectAddress, type S3Port } from '../../s3/port.ts';

type Source = ObjectAddress & { readonly port: S3Port };

interface Removal {
  readonly key: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Deletes the sources of a move, many in one request: what comes while one is under way goes with the next. Plain deletes: where
 * a bucket keeps versions, the version stays.
 */
export class Removals {
  readonly #waiting: Removal[] = [];
  #isBusy = false;

  /** Rejects with why the key is still there, or may be. All sources are in one bucket. */
  remove(source: Source, signal: AbortSignal): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ key: source.key, done, failed });
      if (!this.#isBusy) void this.#work(source, signal);
    });
  }

  async #work(source: Source, signal: AbortSignal): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, DELETE_BATCH);
      try {
        await this.#delete(batch, source, signal);
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#isBusy = false;
  }

  async #delete(batch: readonly Removal[], { port, bucket }: Source, signal: AbortSignal): Promise<void> {
    const keys = batch.map(({ key }) => key);
    const { failures, unanswered } = await port.deleteObjects({ bucket, keys, signal });
    const late = new Set(unanswered);
    for (const [at, { key, done, failed }] of batch.entries()) {
      const failure = failures.get(at);
      if (failure) failed(new PailError(failure));
      else if (late.has(at)) failed(signal.reason ?? new PailError('storage-unavailable', { subject: shownName(key) }));
      else done();
    }
  }
}
