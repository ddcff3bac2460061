import { createHash } from 'node:crypto';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { shownName, statusOf } from '../errors.ts';
import { bareEtag } from '../etag.ts';
import { LAST_WORD_MS, lastWord } from '../last-word.ts';
import type { UploadRequest } from '../port.ts';
import { AnswerError, elementOf, readError, startOf } from './answer.ts';
import { type CheckedBody, CRC32_HEADER } from './body-check.ts';
import { finish, headObject } from './objects.ts';
import type { BodyPart } from './parts.ts';
import { queryOf } from './query.ts';
import type { WireClient, WireRequest } from './requests.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
/** What an attempt to complete meets where the one before it did it. */
const ALREADY_DONE = new Set([404, 412]);

/** A part that the store has. */
interface SentPart {
  readonly number: number;
  readonly etag: string;
  readonly crc32: string | undefined;
}

/** One multipart upload in a store. */
export class MultipartUpload {
  readonly #client: WireClient;
  readonly #quirks: Quirks;
  readonly #request: UploadRequest;
  readonly #sent: SentPart[] = [];
  #id: string | null = null;

  constructor(client: WireClient, quirks: Quirks, request: UploadRequest) {
    this.#client = client;
    this.#quirks = quirks;
    this.#request = request;
  }

  /** Begins. Cutting this off would leave an upload in the store whose id nobody knows. */
  async begin(signal: AbortSignal): Promise<void> {
    const late = lastWord(signal);
    const headers = {
      'content-type': this.#request.contentType,
      ...(this.#quirks.bodyChecksum === 'crc32' && { 'x-amz-checksum-algorithm': 'CRC32' }),
    };
    // Once cancelled, it is not tried again.
    const onAttempt = (): void => signal.throwIfAborted();
    try {
      this.#id = await this.#send(
        { method: 'POST', query: 'uploads=', headers, signal: late.signal, onAttempt },
        (body) => elementOf(body, 'UploadId'),
      );
    } finally {
      late.release();
    }
    if (!this.#id) throw this.#refused('it began an upload in parts and gave it no id');
  }

  async send({ number, bytes }: BodyPart, check: CheckedBody, signal: AbortSignal): Promise<void> {
    const query = queryOf({ partNumber: number.toString(), uploadId: this.#id ?? '' });
    const { headers, payloadHash } = check;
    const etag = await this.#client.send(
      { ...this.#target(), method: 'PUT', query, headers, payloadHash, body: bytes, signal },
      this.#quirks,
      (answer) => {
        finish(answer);
        return answer.headers['etag'];
      },
    );
    if (!etag) throw this.#refused('it took a part and gave it no ETag');
    this.#sent.push({ number, etag, crc32: headers[CRC32_HEADER] });
  }

  /** Makes the object appear. */
  async complete(signal: AbortSignal): Promise<void> {
    const { overwrite } = this.#request;
    this.#sent.sort((a, b) => a.number - b.number);
    const body = Buffer.from(completion(this.#sent));
    const headers = {
      'content-type': 'application/xml',
      ...(!overwrite && this.#quirks.toleratesConditions && { 'if-none-match': '*' }),
    };
    const payloadHash = createHash('sha256').update(body).digest('hex');
    const query = queryOf({ uploadId: this.#id ?? '' });
    let attempts = 0;
    const onAttempt = (): void => {
      attempts += 1;
    };
    try {
      await this.#send({ method: 'POST', query, headers, payloadHash, body, signal, onAttempt }, (document) =>
        this.#judge(document),
      );
    } catch (error) {
      // An attempt whose answer was lost may have done it: then the next one finds the object in its way, or no upload.
      const mayBeOurs = attempts > 1 && ALREADY_DONE.has(statusOf(error) ?? 0);
      if (!mayBeOurs || !(await this.#isCompleted(signal))) throw error;
    }
  }

  /** Takes back what was begun, if it was. Never rejects. */
  async abandon(): Promise<void> {
    if (this.#id === null) return;
    // The cleaning up must not be cancelled by what it cleans up after.
    const signal = AbortSignal.timeout(LAST_WORD_MS);
    const query = queryOf({ uploadId: this.#id });
    try {
      await this.#client.send({ ...this.#target(), method: 'DELETE', query, signal }, this.#quirks, finish);
    } catch {
      // What made us give up is the failure to tell. An upload that stays is the store's to expire.
    }
  }

  /** An answer of success may still bear an error: S3 sends the headers before it begins the work. */
  #judge(document: string): void {
    const { code, message, requestId, region } = readError(document);
    if (code) throw new AnswerError({ status: 200, code, message, requestId, region, retryAfter: undefined });
    const isResult = document.trim() === '' || document.includes('<CompleteMultipartUploadResult');
    if (!isResult) throw this.#refused('its answer to the end of an upload is not one of S3');
  }

  /** True when the object under the key was made of exactly these parts; false also where the store does not let us see. */
  async #isCompleted(signal: AbortSignal): Promise<boolean> {
    const digests = this.#sent.map(({ etag }) => Buffer.from(bareEtag(etag), 'hex'));
    const etag = `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${digests.length}`;
    try {
      const { bucket, key } = this.#request;
      const found = await headObject(this.#client, this.#quirks, { bucket, key, signal }, 'bulk');
      return bareEtag(found.etag) === etag;
    } catch {
      // The refusal to complete is the failure to tell, not what kept us from looking behind it.
      signal.throwIfAborted();
      return false;
    }
  }

  #send<T>(request: Omit<WireRequest, 'bucket' | 'key' | 'priority'>, accept: (body: string) => T): Promise<T> {
    return this.#client.send({ ...this.#target(), ...request }, this.#quirks, async (answer) =>
      accept(await startOf(answer.body)),
    );
  }

  #target(): { bucket: string; key: string; priority: 'bulk' } {
    const { bucket, key } = this.#request;
    return { bucket, key, priority: 'bulk' };
  }

  #refused(reason: string): PailError {
    return new PailError('storage-refused', { subject: shownName(this.#request.key), reason });
  }
}

function completion(parts: readonly SentPart[]): string {
  const listed = parts.map(({ number, etag, crc32 }) => {
    const sum = crc32 === undefined ? '' : `<ChecksumCRC32>${crc32}</ChecksumCRC32>`;
    return `<Part><PartNumber>${number}</PartNumber><ETag>${escaped(etag)}</ETag>${sum}</Part>`;
  });
  return `<CompleteMultipartUpload xmlns="${NAMESPACE}">${listed.join('')}</CompleteMultipartUpload>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
