import { DeleteObjectCommand, DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Failure } from '../../../../shared/errors.ts';
import { type RequestSubject, storageError } from '../errors.ts';
import type { DeleteRequest } from '../port.ts';

/** Characters that XML 1.0 cannot hold even escaped: Ceph refuses a whole batch because of one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;

/** Requests at a time where keys are deleted one by one. */
const SINGLES_AT_ONCE = 8;

/** Deletes keys: in batches where the store takes them, else one by one. */
export class Deleter {
  readonly #client: S3Client;
  readonly #host: string;
  /**
   * Ceph 16 refuses DeleteObjects as a whole to a role that may delete below a prefix only, though it lets it delete each
   * of the keys. Remembered, so that a large delete does not ask for every batch.
   */
  #batchesRefused = false;

  constructor(client: S3Client, host: string) {
    this.#client = client;
    this.#host = host;
  }

  /** Answers the failures by position in the request's keys; throws where the request as a whole fails. */
  async delete(request: DeleteRequest): Promise<Map<number, Failure>> {
    const { keys } = request;
    const failures = new Map<number, Failure>();
    const failed = (position: number, error: unknown): void => {
      const about: RequestSubject = {
        bucket: request.bucket,
        key: keys[position] ?? '',
        host: this.#host,
        intent: 'delete',
      };
      failures.set(position, storageError(error, about).failure);
    };
    const batch: number[] = [];
    const singles: number[] = [];
    for (const [position, key] of keys.entries()) (NOT_IN_XML.test(key) ? singles : batch).push(position);
    if (!this.#batchesRefused && batch.length > 0)
      this.#batchesRefused = !(await this.#deleteBatch(request, batch, failed));
    await this.#deleteSingles(request, this.#batchesRefused ? [...batch, ...singles] : singles, failed);
    return failures;
  }

  /** False: the store refused the batch as a whole. */
  async #deleteBatch(
    { bucket, keys, signal }: DeleteRequest,
    positions: readonly number[],
    failed: (position: number, error: unknown) => void,
  ): Promise<boolean> {
    const byKey = new Map(positions.map((position) => [keys[position] ?? '', position]));
    const Objects = [...byKey.keys()].map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    try {
      const answer = await this.#client.send(command, { abortSignal: signal });
      const { requestId } = answer.$metadata;
      for (const error of answer.Errors ?? []) {
        const position = byKey.get(error.Key ?? '');
        if (position === undefined || error.Code === 'NoSuchKey') continue;
        failed(position, { Code: error.Code, message: error.Message, $metadata: { requestId } });
      }
      return true;
    } catch (error) {
      signal.throwIfAborted();
      const { failure } = storageError(error, { bucket, key: '', host: this.#host, intent: 'delete' });
      if (failure.code === 'access-denied') return false;
      throw error;
    }
  }

  async #deleteSingles(
    { bucket, keys, signal }: DeleteRequest,
    positions: readonly number[],
    failed: (position: number, error: unknown) => void,
  ): Promise<void> {
    const left = positions.values();
    const worker = async (): Promise<void> => {
      for (const position of left) {
        try {
          const command = new DeleteObjectCommand({ Bucket: bucket, Key: keys[position] ?? '' });
          await this.#client.send(command, { abortSignal: signal });
        } catch (error) {
          signal.throwIfAborted();
          failed(position, error);
        }
      }
    };
    await Promise.all(Array.from({ length: SINGLES_AT_ONCE }, worker));
  }
}
