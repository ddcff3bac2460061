import { setTimeout as delayed } from 'node:timers/promises';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import type { StorageSettings } from '../../protocol.ts';
import type { Connection, FailedAttempt } from '../connection.ts';
import { type BucketAddress, bucketAddress, encodeKey, endpointOf } from '../endpoint.ts';
import { codeNamed, networkCodeOf, statusOf } from '../errors.ts';
import { type Lease, withFreshKeys } from '../fresh-keys.ts';
import type { StorageKeys } from '../keys.ts';
import { type ObjectDeed, SettingHeaders } from '../object-settings.ts';
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';
import { AnswerError, answerError } from './answer.ts';
import { EMPTY_PAYLOAD, Signer } from './sign.ts';

/** One request of S3, before it is addressed and signed. */
export interface WireRequest {
  readonly method: TransportRequest['method'];
  readonly bucket: string;
  /** Left out: the bucket itself. */
  readonly key?: string;
  /** Sorted by name, encoded: see `queryOf`. */
  readonly query?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Hears how many bytes of a long body have gone so far, in each attempt anew. */
  readonly onSent?: (bytes: number) => void;
  /** What is signed of the body; left out: that there is none. */
  readonly payloadHash?: string;
  readonly priority: TransportRequest['priority'];
  readonly signal: AbortSignal;
  /** Called before every attempt. Throwing ends them. */
  readonly onAttempt?: () => void;
}

/** Clocks may differ by so much before S3 refuses a request. */
const TOLERATED_SKEW_MS = 15 * 60_000;
const USER_AGENT = 'Pail';
/** What a body that broke off without an error of the network counts as. */
const BROKE_OFF = 'ECONNRESET';

/** Sends requests to the buckets of one store with one set of keys, and repeats them as the connection allows. */
export class WireClient {
  /** Of the store, for failures. */
  readonly host: string;
  readonly #keys: StorageKeys;
  readonly #connection: Connection;
  readonly #endpoint: URL;
  readonly #signer: Signer;
  readonly #settings: SettingHeaders;
  readonly #addresses = new Map<string, BucketAddress>();

  constructor(storage: StorageSettings, keys: StorageKeys, connection: Connection) {
    this.#keys = keys;
    this.#connection = connection;
    this.#endpoint = endpointOf(storage);
    this.#signer = new Signer(storage.region);
    this.#settings = new SettingHeaders(storage.objects);
    this.host = this.#endpoint.host;
  }

  /** As of the connection. */
  get limitsUploads(): boolean {
    return this.#connection.limitsUploads;
  }

  /**
   * Sends a request until `accept` takes an answer of success. `accept` reads the body or hands it on; what it throws counts as a
   * failure of the attempt, and is tried again if it is the network's or `body-incomplete`. Rejects with what errors.ts knows.
   */
  send<T>(request: WireRequest, quirks: Quirks, accept: (answer: TransportResponse) => T | Promise<T>): Promise<T> {
    return withFreshKeys(this.#keys, (lease) => this.#attempts(request, quirks, lease, accept));
  }

  async #attempts<T>(
    request: WireRequest,
    quirks: Quirks,
    lease: Lease,
    accept: (answer: TransportResponse) => T | Promise<T>,
  ): Promise<T> {
    const { signal } = request;
    const { retries } = this.#connection;
    let clockCorrected = false;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      request.onAttempt?.();
      try {
        const result = await this.#attempt(request, quirks, lease, accept);
        retries.succeeded();
        return result;
      } catch (error) {
        // However the transport says it.
        signal.throwIfAborted();
        if (codeNamed(error) === 'RequestTimeTooSkewed' && !clockCorrected) {
          // That answer has told the time.
          clockCorrected = true;
          continue;
        }
        const failed = failedAttempt(error);
        const delay = failed && retries.delayAfter(attempt, failed);
        if (delay === null) throw error;
        if (delay > 0) await pause(delay, signal);
      }
    }
  }

  async #attempt<T>(
    request: WireRequest,
    quirks: Quirks,
    lease: Lease,
    accept: (answer: TransportResponse) => T | Promise<T>,
  ): Promise<T> {
    const { transport, clock } = this.#connection;
    const { method, key, query = '', priority, signal, body, onSent } = request;
    const { origin, host, bucketPath, keyPath } = this.#address(request.bucket, quirks);
    const path = key === undefined ? bucketPath : keyPath + encodeKey(key);
    let time = clock.now();
    const sign = (): Record<string, string> => {
      time = clock.now();
      lease.keys = this.#keys.latest(lease.keys);
      const { payloadHash = EMPTY_PAYLOAD } = request;
      const headers = { ...this.#settings.of(deedOf(request)), ...request.headers };
      const signed = this.#signer.sign({ method, host, path, query, headers, payloadHash }, lease.keys, time);
      // Firewalls refuse what does not say who it is. Not signed: proxies may change it.
      signed['user-agent'] = USER_AGENT;
      return signed;
    };
    let signed: Record<string, string> | null = null;
    const answer = await transport.request({
      method,
      origin,
      path: query === '' ? path : `${path}?${query}`,
      // When it is its turn: behind others it may wait for longer than keys live, or a signature holds.
      get headers() {
        signed ??= sign();
        return signed;
      },
      priority,
      signal,
      ...(body && { body }),
      ...(onSent && { onSent }),
    });
    clock.observe(answer.headers['date']);
    if (answer.status >= 200 && answer.status < 300) return accept(answer);
    const error = await answerError(answer, method);
    // The answer to a HEAD cannot name the reason: here it is plain.
    const isSkewed = method === 'HEAD' && error.$metadata.httpStatusCode === 403;
    if (isSkewed && Math.abs(clock.now() - time) > TOLERATED_SKEW_MS) error.name = 'RequestTimeTooSkewed';
    throw error;
  }

  #address(bucket: string, { pathStyle }: Quirks): BucketAddress {
    const name = `${pathStyle} ${bucket}`;
    let address = this.#addresses.get(name);
    if (!address) {
      address = bucketAddress(this.#endpoint, bucket, pathStyle);
      this.#addresses.set(name, address);
    }
    return address;
  }
}

/** What a request does, by how S3 tells its operations apart. */
function deedOf({ method, key, query = '' }: WireRequest): ObjectDeed {
  if (key === undefined) return 'other';
  if (method === 'PUT') return query === '' ? 'create' : 'content';
  if (method === 'POST') return query === 'uploads=' ? 'create' : 'content';
  return method === 'DELETE' ? 'other' : 'content';
}

/** What the policy of repeating is told; `null` for what repeating cannot help, such as an error of ours. */
function failedAttempt(error: unknown): FailedAttempt | null {
  if (error instanceof PailError) {
    if (error.failure.code !== 'body-incomplete') return null;
    return { status: undefined, code: '', networkCode: BROKE_OFF, retryAfter: undefined };
  }
  const status = statusOf(error);
  const networkCode = networkCodeOf(error);
  if (status === undefined && networkCode === '') return null;
  const retryAfter = error instanceof AnswerError ? error.retryAfter : undefined;
  // An error within an answer of success is the store's trouble.
  const counted = status !== undefined && status < 300 ? 500 : status;
  return { status: counted, code: codeNamed(error), networkCode, retryAfter };
}

async function pause(delay: number, signal: AbortSignal): Promise<void> {
  try {
    await delayed(delay, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
