/** What a store says when it does not do what was asked. */
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';

/** More of a body that should be short is not read. */
const MAX_SHORT_BYTES = 64 * 1024;

/** The answer to a HEAD has no body: what a store would have named there. */
const NAMES_OF_HEAD: Readonly<Record<number, string>> = {
  403: 'AccessDenied',
  404: 'NotFound',
  412: 'PreconditionFailed',
};

const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The facts of an answer that is no success. */
export interface AnswerFacts {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  /** The region where the bucket is, if the store told it. */
  readonly region: string;
  /** The address at which the store says that the bucket is. */
  readonly endpoint?: string;
  /** `Retry-After` in ms. */
  readonly retryAfter: number | undefined;
}

/** An answer that is no success, in the shape of the client library's errors, which errors.ts knows. */
export class AnswerError extends Error {
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string };
  readonly Region: string;
  readonly Endpoint: string;
  /** Ms to wait before the next attempt, if the store said. */
  readonly retryAfter: number | undefined;

  constructor(facts: AnswerFacts) {
    super(facts.message);
    this.name = facts.code;
    this.$metadata = { httpStatusCode: facts.status, requestId: facts.requestId };
    this.Region = facts.region;
    this.Endpoint = facts.endpoint ?? '';
    this.retryAfter = facts.retryAfter;
  }
}

/** Reads an answer that is no success, and its body to the end or as far as it matters. */
export async function answerError(
  { status, headers, body }: TransportResponse,
  method: TransportRequest['method'],
): Promise<AnswerError> {
  // The status alone tells what happened: an explanation that breaks off takes nothing from it.
  const text = await startOf(body).catch(() => '');
  const found = readError(text);
  const isForeign = text !== '' && found.code === '';
  return new AnswerError({
    status,
    code: found.code || (method === 'HEAD' ? (NAMES_OF_HEAD[status] ?? '') : ''),
    message: isForeign ? `not an answer of S3 (${headers['content-type'] ?? 'of no type'})` : found.message,
    requestId: headers['x-amz-request-id'] || found.requestId,
    region: found.region || headers['x-amz-bucket-region'] || '',
    endpoint: found.endpoint ?? '',
    retryAfter: delayOf(headers['retry-after'], headers['date']),
  });
}

/** What an error document says; empty where it says nothing of it, or is none. */
export function readError(document: string): Omit<AnswerFacts, 'status' | 'retryAfter'> {
  const of = (name: string): string => (document.includes('<Error') ? elementOf(document, name) : '');
  const [code, message, requestId] = [of('Code'), of('Message'), of('RequestId')];
  return { code, message, requestId, region: of('Region'), endpoint: of('Endpoint') };
}

/** The text of the first element of a name in a short document; empty where there is none. */
export function elementOf(document: string, name: string): string {
  const start = document.indexOf(`<${name}>`);
  const end = document.indexOf(`</${name}>`, start);
  return start < 0 || end < 0 ? '' : unescaped(document.slice(start + name.length + 2, end));
}

function unescaped(text: string): string {
  return text.replace(ENTITY, (_all, name?: string, decimal?: string, hexadecimal?: string) => {
    if (name !== undefined) return NAMED[name] ?? '';
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return code <= 0x10_ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** The beginning of a body that should be short. Its rest is not waited for. Rejects where it breaks off. */
export async function startOf(body: TransportResponse['body']): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    pieces.push(piece);
    length += piece.length;
    if (length >= MAX_SHORT_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, MAX_SHORT_BYTES).toString();
}

/** Seconds, or a date by the store's clock; `undefined` for neither. */
function delayOf(retryAfter: string | undefined, date: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = Number(retryAfter);
  const delay = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.parse(date ?? '') : seconds * 1000;
  return delay >= 0 ? delay : undefined;
}
