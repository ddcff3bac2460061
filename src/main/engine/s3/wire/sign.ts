/** AWS Signature Version 4 for S3: what proves that a request comes from the owner of a key. */
import { createHmac, hash } from 'node:crypto';
import type { StorageCredentials } from '../../protocol.ts';

/** In place of a hash, where the body is not signed. */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
/** The SHA-256 of nothing. */
export const EMPTY_PAYLOAD = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A request to be signed. */
export interface Signable {
  readonly method: string;
  /** As the Host header says it. */
  readonly host: string;
  /** Percent-encoded once, as it goes on the wire. */
  readonly path: string;
  /** Sorted by name, names and values encoded, each with its `=`; empty for none. */
  readonly query: string;
  /** Names in lower case. All of them are signed, and `host` with them. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hex, {@link UNSIGNED_PAYLOAD} or {@link EMPTY_PAYLOAD}. */
  readonly payloadHash: string;
}

/** Spaces that the store takes out before it checks: leading, trailing, and all but one of several. */
const LOOSE_SPACE = /^[ \t]|[ \t]$|[ \t]{2}|\t/;

/** Signs requests for one region. Holds the signing key of the day, which costs four times what a signature costs. */
export class Signer {
  readonly #region: string;
  readonly #service: string;
  #key: { readonly secret: string; readonly date: string; readonly bytes: Buffer } | null = null;
  /** Requests come many to a second: its text is made once. */
  #second = Number.NaN;
  #time = '';

  constructor(region: string, service = 's3') {
    this.#region = region;
    this.#service = service;
  }

  /** The headers of the signed request: those given, and what the signature adds. `now` is in ms since 1970 UTC. */
  sign(request: Signable, keys: StorageCredentials, now: number): Record<string, string> {
    const time = this.#timeText(now);
    const date = time.slice(0, 8);
    const headers: Record<string, string> = {
      ...request.headers,
      'x-amz-content-sha256': request.payloadHash,
      'x-amz-date': time,
    };
    if (keys.sessionToken) headers['x-amz-security-token'] = keys.sessionToken;

    const names = [...Object.keys(headers), 'host'].sort();
    let canonical = `${request.method}\n${request.path}\n${request.query}\n`;
    for (const name of names)
      canonical += `${name}:${trimmed(name === 'host' ? request.host : (headers[name] ?? ''))}\n`;
    const signed = names.join(';');
    canonical += `\n${signed}\n${request.payloadHash}`;

    const scope = `${date}/${this.#region}/${this.#service}/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = createHmac('sha256', this.#signingKey(keys.secretAccessKey, date)).update(toSign).digest('hex');
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  }

  /** `YYYYMMDDTHHMMSSZ`. */
  #timeText(now: number): string {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#time = new Date(second * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '');
    }
    return this.#time;
  }

  #signingKey(secret: string, date: string): Buffer {
    const known = this.#key;
    if (known && known.secret === secret && known.date === date) return known.bytes;
    const inputs = [date, this.#region, this.#service, 'aws4_request'];
    let bytes: Buffer = Buffer.from(`AWS4${secret}`);
    for (const input of inputs) bytes = createHmac('sha256', bytes).update(input).digest();
    this.#key = { secret, date, bytes };
    return bytes;
  }
}

function trimmed(value: string): string {
  return LOOSE_SPACE.test(value) ? value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '') : value;
}
