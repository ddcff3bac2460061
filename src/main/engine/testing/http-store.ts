import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived at a store of a test. */
export interface StoreRequest {
  readonly method: string;
  /** As sent, with the query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A store of a test. */
export interface HttpStore {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** All requests, in the order of their arrival. */
  readonly requests: readonly StoreRequest[];
  close(): void;
}

/** Starts a server that answers as told, once it has read a request to its end. */
export async function httpStore(
  answer: (request: StoreRequest, response: ServerResponse) => unknown,
): Promise<HttpStore> {
  const requests: StoreRequest[] = [];
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.once('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(pieces) };
      requests.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Answers with a document. */
export function xml(response: ServerResponse, status: number, document: string, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(document);
}

/** Answers with an error as S3 writes it. */
export function xmlError(response: ServerResponse, status: number, code: string, more = ''): void {
  xml(
    response,
    status,
    `<?xml version="1.0"?><Error><Code>${code}</Code>${more}<RequestId>tx-body</RequestId></Error>`,
  );
}
