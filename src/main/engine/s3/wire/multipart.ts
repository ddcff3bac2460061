import { createHash } from 'node:crypto';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import type { SentPart } from '../begun-upload.ts';
import { refusesToShow, shownName, statusOf } from '../errors.ts';
import { bareEtag, partsEtag, untoldEtag } from '../etag.ts';
import { detailHeaders } from '../kept-details.ts';
import { lastWord } from '../last-word.ts';
import type { UploadRequest, Written } from '../port.ts';
import { tellingBytes } from '../sent-bytes.ts';
import type { TransportResponse } from '../transport/transport.ts';
import { AnswerError, elementOf, readError, startOf } from './answer.ts';
import { type CheckedBody, CRC32_HEADER } from './body-check.ts';
import { finish, headObject } from './objects.ts';
import { queryOf } from './query.ts';
import type { WireClient, WireRequest } from './requests.ts';
import { writtenOf } from './written.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
/** What an attempt to complete meets where the one before it did it. */
const ALREADY_DONE = new Set([404, 412]);

/** One multipart upload in a store. */
export class MultipartUpload {
  readonly #client: WireClient;
  readonly #quirks: Quirks;
  readonly #request: UploadRequest;
  readonly #sent: SentPart[];
  #id: string | null;

  constructor(client: WireClient, quirks: Quirks, request: UploadRequest) {
    this.#client = client;
    this.#quirks = quirks;
    this.#request = request;
    this.#sent = [...(request.begun?.parts ?? [])];
    this.#id = request.begun?.uploadId ?? null;
  }

  /** Begins, unless that was done earlier. Cutting this off would leave an upload in the store whose id nobody knows. */
  async begin(signal: AbortSignal): Promise<void> {
    if (this.#id !== null) return;
    const late = lastWord(signal);
    const headers = {
      'content-type': this.#request.contentType,
      ...detailHeaders(this.#request.details, this.#request.key),
      ...(this.#quirks.bodyChecksum === 'crc32' && { 'x-amz-checksum-algorithm': 'CRC32' }),
    };
    let attempts = 0;
    const onAttempt = (): void => {
      // Once cancelled, it is not tried again.
      signal.throwIfAborted();
      attempts += 1;
    };
    try {
      this.#id = await this.#send(
        { method: 'POST', query: 'uploads=', headers, signal: late.signal, onAttempt },
        (body) => elementOf(body, 'UploadId'),
      );
    } finally {
      late.release();
    }
    if (!this.#id) throw this.#refused('it began an upload in parts and gave it no id');
    this.#request.onBegun(this.#id, attempts > 1);
  }

  async send(number: number, bytes: Uint8Array, check: CheckedBody, signal: AbortSignal): Promise<void> {
    const query = queryOf({ partNumber: number.toString(), uploadId: this.#id ?? '' });
    const { headers, payloadHash } = check;
    const request = { ...this.#target(), method: 'PUT', query, headers, payloadHash, body: bytes, signal } as const;
    const etag = await tellingBytes(this.#request.onBytes, bytes.length, (onSent) =>
      this.#client.send({ ...request, onSent }, this.#quirks, (answer) => {
        finish(answer);
        return answer.headers['etag'];
      }),
    );
    if (!etag) throw this.#refused('it took a part and gave it no ETag');
    const crc32 = headers[CRC32_HEADER];
    const part: SentPart = { number, etag, ...(crc32 !== undefined && { crc32 }) };
    this.#sent.push(part);
    this.#request.onPart(part);
  }

  /** Makes the object appear. */
  async complete(signal: AbortSignal): Promise<Written> {
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
      return await this.#send(
        { method: 'POST', query, headers, payloadHash, body, signal, onAttempt },
        (document, answer) => {
          this.#judge(document);
          const told = elementOf(document, 'ETag');
          return writtenOf(
            answer,
            this.#quirks,
            told ??
              untoldEtag(
                this.#sent.map(({ etag }) => etag),
                this.#quirks,
              ),
          );
        },
      );
    } catch (error) {
      // An attempt whose answer was lost may have done it: then the next one finds the object in its way, or no upload.
      const isLater = attempts > 1 || this.#request.begun !== null;
      const written = isLater && ALREADY_DONE.has(statusOf(error) ?? 0) ? await this.#completed(signal) : null;
      if (!written) throw error;
      return written;
    }
  }

  /** An answer of success may still bear an error: S3 sends the headers before it begins the work. */
  #judge(document: string): void {
    const { code, message, requestId, region } = readError(document);
    if (code) throw new AnswerError({ status: 200, code, message, requestId, region, retryAfter: undefined });
    const isResult = document.trim() === '' || document.includes('<CompleteMultipartUploadResult');
    if (!isResult) throw this.#refused('its answer to the end of an upload is not one of S3');
  }

  /** The object under the key, if it was made of exactly these parts; `null` also where the store does not let us see. */
  async #completed(signal: AbortSignal): Promise<Written | null> {
    const etag = partsEtag(this.#sent.map((part) => part.etag));
    try {
      const { bucket, key } = this.#request;
      const found = await headObject(this.#client, this.#quirks, { bucket, key, signal }, 'bulk');
      return bareEtag(found.etag) === etag ? { etag: found.etag, etagKind: found.etagKind } : null;
    } catch (error) {
      // Then the refusal to complete is what to tell. But nobody knows yet where we did not get to look.
      if (!refusesToShow(error)) throw error;
      return null;
    }
  }

  #send<T>(
    request: Omit<WireRequest, 'bucket' | 'key' | 'priority'>,
    accept: (body: string, answer: TransportResponse) => T,
  ): Promise<T> {
    return this.#client.send({ ...this.#target(), ...request }, this.#quirks, async (answer) =>
      accept(await startOf(answer.body), answer),
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
