import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  type DeleteObjectsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Failure, PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { checkAddressable } from '../address.ts';
import { statusOf, storageError } from '../errors.ts';
import { lastWord } from '../last-word.ts';
import type { DeleteOutcome, DeleteRequest } from '../port.ts';
import { beforeEachAttempt } from './attempts.ts';
import { withContentMd5 } from './content-md5.ts';

/** Characters that XML 1.0 cannot hold even escaped: Ceph refuses a whole batch because of one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** How a store answers to an operation that it does not have. */
const NO_SUCH_OPERATION: ReadonlySet<number> = new Set([405, 501]);

/** In what stores differ when they delete. */
type DeleteQuirks = (signal: AbortSignal) => Promise<Pick<Quirks, 'batchDelete' | 'deleteChecksum'>>;

/** Requests at a time where keys are deleted one by one. */
const SINGLES_AT_ONCE = 8;

/** Deletes keys: in batches where the store takes them, else one by one. */
export class Deleter {
  readonly #client: S3Client;
  readonly #host: string;
  readonly #quirks: DeleteQuirks;
  /**
   * Ceph 16 refuses DeleteObjects as a whole to a role that may delete below a prefix only, though it lets it delete each
   * of the keys; a store may also not have it. Remembered, so that a large delete does not ask for every batch.
   */
  #batchesRefused = false;

  constructor(client: S3Client, host: string, quirks: DeleteQuirks) {
    this.#client = client;
    this.#host = host;
    this.#quirks = quirks;
  }

  /** Throws where the request as a whole fails. */
  async delete(request: DeleteRequest): Promise<DeleteOutcome> {
    const { batchDelete, deleteChecksum } = await this.#quirks(request.signal);
    this.#batchesRefused ||= !batchDelete;
    const late = lastWord(request.signal);
    try {
      const work = new Deletion(this.#client, this.#host, request, late.signal);
      if (!this.#batchesRefused) this.#batchesRefused = !(await work.batch(deleteChecksum));
      await work.singles(this.#batchesRefused);
      return work;
    } finally {
      late.release();
    }
  }
}

/** The deleting of the keys of one request. */
class Deletion implements DeleteOutcome {
  readonly failures = new Map<number, Failure>();
  readonly unanswered: number[] = [];
  readonly #client: S3Client;
  readonly #host: string;
  readonly #request: DeleteRequest;
  readonly #lateSignal: AbortSignal;
  readonly #batch: number[] = [];
  readonly #singles: number[] = [];

  constructor(client: S3Client, host: string, request: DeleteRequest, lateSignal: AbortSignal) {
    this.#client = client;
    this.#host = host;
    this.#request = request;
    this.#lateSignal = lateSignal;
    for (const [position, key] of request.keys.entries()) {
      try {
        // What it would be sent as may be the name of another object.
        checkAddressable(key);
        (NOT_IN_XML.test(key) ? this.#singles : this.#batch).push(position);
      } catch (error) {
        this.#failed(position, error);
      }
    }
  }

  /** Deletes what can go in a batch. False: the store refused the batch as a whole. */
  async batch(checksum: Quirks['deleteChecksum']): Promise<boolean> {
    const positions = this.#batch;
    if (positions.length === 0) return true;
    const { bucket } = this.#request;
    const Objects = [...new Set(positions.map((position) => this.#key(position)))].map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    // Left to itself the client library sends a CRC.
    if (checksum === 'md5') withContentMd5(command);
    try {
      this.#judge(await this.#client.send(this.#attempted(command), { abortSignal: this.#lateSignal }));
    } catch (error) {
      if (!this.#isAnswer(error)) this.unanswered.push(...positions);
      else if (this.#isRefusal(error)) return false;
      else throw error;
    }
    return true;
  }

  /** True where the keys may still go one by one: it is not allowed in a batch, or there are no batches. */
  #isRefusal(error: unknown): boolean {
    const { code, detail } = storageError(error, this.#about('')).failure;
    return code === 'access-denied' || NO_SUCH_OPERATION.has(detail.httpStatus ?? 0);
  }

  /** Deletes the others one by one, or all of them. */
  async singles(all: boolean): Promise<void> {
    const left = (all ? [...this.#batch, ...this.#singles] : this.#singles).values();
    const { bucket, signal } = this.#request;
    const worker = async (): Promise<void> => {
      for (const position of left) {
        if (signal.aborted) {
          this.unanswered.push(position);
          continue;
        }
        try {
          const command = new DeleteObjectCommand({ Bucket: bucket, Key: this.#key(position) });
          await this.#client.send(this.#attempted(command), { abortSignal: this.#lateSignal });
        } catch (error) {
          if (this.#isAnswer(error)) this.#failed(position, error);
          else this.unanswered.push(position);
        }
      }
    };
    await Promise.all(Array.from({ length: SINGLES_AT_ONCE }, worker));
  }

  /** Takes from the answer to a quiet batch what is still there: it names no key that is gone. */
  #judge(answer: DeleteObjectsCommandOutput): void {
    const byKey = new Map(this.#batch.map((position) => [this.#key(position), position]));
    const { requestId } = answer.$metadata;
    let stray: PailError | null = null;
    for (const { Key, Code, Message } of answer.Errors ?? []) {
      const position = byKey.get(Key ?? '');
      if (position === undefined) {
        const reason = `${Code ?? 'an error'} for a key that was not asked for`;
        stray = new PailError('storage-refused', { reason, ...(requestId !== undefined && { requestId }) });
        continue;
      }
      byKey.delete(Key ?? '');
      if (Code !== 'NoSuchKey') this.#failed(position, { Code, message: Message, $metadata: { requestId } });
    }
    // It means one of those that the answer does not name, and nobody can tell which.
    if (stray) for (const position of byKey.values()) this.#failed(position, stray);
  }

  #key(position: number): string {
    return this.#request.keys[position] ?? '';
  }

  #about(key: string): Parameters<typeof storageError>[1] {
    return { bucket: this.#request.bucket, key, host: this.#host, intent: 'delete' };
  }

  #failed(position: number, error: unknown): void {
    this.failures.set(position, storageError(error, this.#about(this.#key(position))).failure);
  }

  /** Once cancelled, what is under way is heard and nothing is sent again: so it is known of each key what became of it. */
  #attempted<C extends DeleteObjectCommand | DeleteObjectsCommand>(command: C): C {
    return beforeEachAttempt(command, () => this.#request.signal.throwIfAborted());
  }

  /** False for what cancelling brought about. */
  #isAnswer(error: unknown): boolean {
    return !this.#request.signal.aborted || statusOf(error) !== undefined;
  }
}
