/** What a store says when it does not do what was asked. */
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';
import { XmlError, XmlScanner } from './xml-scanner.ts';

/** More of a body that should be short is not read. */
const MAX_SHORT_BYTES = 64 * 1024;

/** The answer to a HEAD has no body: what a store would have named there. */
const NAMES_OF_HEAD: Readonly<Record<number, string>> = {
  403: 'AccessDenied',
  404: 'NotFound',
  412: 'PreconditionFailed',
};

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

const ERROR_FIELDS = ['Code', 'Message', 'RequestId', 'Region', 'Endpoint'] as const;

/** What an error document says; empty where it says nothing of it, or is none. */
export function readError(document: string): Omit<AnswerFacts, 'status' | 'retryAfter'> {
  const texts = document.includes('<Error') ? textsOf(document, ERROR_FIELDS) : new Map<string, string>();
  const of = (name: (typeof ERROR_FIELDS)[number]): string => texts.get(name) ?? '';
  const [code, message, requestId] = [of('Code'), of('Message'), of('RequestId')];
  return { code, message, requestId, region: of('Region'), endpoint: of('Endpoint') };
}

/** The text of the first element of a name in a short document; empty where there is none. */
export function elementOf(document: string, name: string): string {
  return textsOf(document, [name]).get(name) ?? '';
}

/** The first texts of elements of these names, as far as a document can be read. */
function textsOf(document: string, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let pieces: Buffer[] = [];
  const scanner = new XmlScanner(names, {
    open: (position) => {
      pieces = [];
      scanner.wantsText = position >= 0 && !found.has(names[position] ?? '');
    },
    // A copy: the scanner uses the bytes of an entity again.
    text: (bytes, start, end) => pieces.push(Buffer.from(bytes.subarray(start, end))),
    close: (position) => {
      if (scanner.wantsText) found.set(names[position] ?? '', Buffer.concat(pieces).toString());
      scanner.wantsText = false;
    },
    take: () => -1,
  });
  try {
    scanner.write(Buffer.from(document));
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
  }
  return found;
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
