import type { IncomingMessage } from 'node:http';
import type { FaultKind, RequestFacts } from './fault-choice.ts';

/** One request, for assertions. */
export interface LoggedRequest extends RequestFacts {
  /** What the client was given; `undefined` where it heard of no answer. */
  readonly status: number | undefined;
  /** What the store answered; `undefined` where it was not asked, or did not answer. */
  readonly storeStatus: number | undefined;
  /** What happened to it. */
  readonly fault: FaultKind | null;
  /** All of the answer has been handed to the client's connection. */
  readonly complete: boolean;
  /** What broke that was not meant to: the client or the store went away. */
  readonly error: string | undefined;
}

/** A part of which the client was told that the store has it. */
export interface ConfirmedPart {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly partNumber: number;
  /** With its quotes. */
  readonly etag: string;
}

/** The subresources of an object: requests that name one are no requests for content. */
const CONTENT_PARAMETERS = /^(x-id|partNumber|uploadId|versionId|response-.*|X-Amz-.*)$/;

/** A request while it is on its way. */
export class RequestLog implements LoggedRequest {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The id of the keys that it is signed with; empty where it is not signed. */
  readonly accessKeyId: string;
  status: number | undefined;
  storeStatus: number | undefined;
  fault: FaultKind | null = null;
  complete = false;
  error: string | undefined;
  /** Of the answer. */
  etag = '';

  constructor(number: number, { method = '', url = '', headers }: IncomingMessage) {
    const [path = '', query = ''] = url.split('?', 2);
    this.number = number;
    this.method = method;
    this.path = path;
    this.query = new URLSearchParams(query);
    this.accessKeyId = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  }

  happened(kind: FaultKind): void {
    this.fault = kind;
  }

  /** An answer goes out. */
  answers(status: number, etag: string): void {
    this.status = status;
    this.etag = etag;
  }

  /** The part that this was, if the client has been told that the store has it. */
  confirmedPart(): ConfirmedPart | null {
    const [uploadId, partNumber] = [this.query.get('uploadId'), this.query.get('partNumber')];
    const isTold = this.complete && this.status !== undefined && this.status < 300;
    if (!isTold || this.method !== 'PUT' || !uploadId || !partNumber) return null;
    const [, bucket = '', ...key] = this.path.split('/');
    return {
      bucket,
      key: decodeURIComponent(key.join('/')),
      uploadId,
      partNumber: Number(partNumber),
      etag: this.etag,
    };
  }
}

/** True where the body of a request (`upload`) or its answer (`download`) is the content of an object or a part, as it is. */
export function carriesContent(
  { method, path, query, storeStatus = 0 }: RequestLog,
  { headers }: IncomingMessage,
  direction: 'upload' | 'download',
): boolean {
  const isObject = /^\/[^/]+\/./.test(path) && [...query.keys()].every((name) => CONTENT_PARAMETERS.test(name));
  if (!isObject) return false;
  if (direction === 'download') return method === 'GET' && !query.has('uploadId') && storeStatus < 300;
  // Between the chunks of a streaming signature stand lengths and sums.
  return method === 'PUT' && !headers['x-amz-content-sha256']?.toString().startsWith('STREAMING-');
}
