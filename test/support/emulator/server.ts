/**
 * A small S3 store of our own for where Ceph cannot be had: in memory, on a loopback port, with one pair of keys for everybody. See
 * docs/adr/010-store-without-ceph.md for why it is none from npm, and for what it does not have.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { storeClient } from '../plain-clients.ts';
import type { Rgw } from '../rgw.ts';
import { element, type StoreAnswer, StoreError, storeError, textElement } from './request.ts';
import { checkSignature } from './signature.ts';
import { EmulatedStore } from './store.ts';

/** More than this in one request is refused: it would have to be held in memory. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;
const REGION = 'us-east-1';

/** In what it is better than a store of which nothing is known. */
export const EMULATOR_QUIRKS = {
  conditionalPut: true,
  conditionalComplete: true,
  partCopy: true,
  partsEtagIsMd5: true,
} as const;

/** Starts it on a free loopback port, with random keys. It takes the place of Ceph, but that it has no other users. */
export async function startEmulator(): Promise<Rgw> {
  const admin = {
    accessKeyId: `PAIL${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
  const store = new EmulatedStore();
  let served = 0;
  const server = createServer((request, response) => {
    served += 1;
    const id = `emulated-${served}`;
    answer(request)
      .catch(asAnswer)
      .then((given) => send(response, given, id))
      .catch((error: unknown) => response.destroy(error as Error));
  });
  const answer = async (incoming: IncomingMessage): Promise<StoreAnswer> => {
    const { method = '', url = '', headers } = incoming;
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
    const request = { method, url, headers: flat, body: await bodyOf(incoming) };
    checkSignature(request, admin, Date.now());
    return store.answer(request);
  };
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    region: REGION,
    admin,
    adminS3: () => storeClient(endpoint, REGION, admin),
    createUser: async () => {
      throw new Error('The emulator has one pair of keys for everybody.');
    },
    pids: () => [],
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_BODY_BYTES) throw storeError(400, 'EntityTooLarge');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function asAnswer(error: unknown): StoreAnswer {
  if (!(error instanceof StoreError)) throw error;
  const { status, code, message } = error;
  return { status, body: element('Error', textElement('Code', code) + textElement('Message', message)) };
}

function send(response: ServerResponse, { status, headers = {}, body }: StoreAnswer, id: string): void {
  const type = typeof body === 'string' ? { 'content-type': 'application/xml' } : {};
  const content = Buffer.from(body ?? '');
  const length = status === 204 || status === 304 ? {} : { 'content-length': String(content.length) };
  response.writeHead(status, { ...length, ...type, 'x-amz-request-id': id, ...headers });
  // An answer to a HEAD has the length of what it does not bring.
  response.end(response.req.method === 'HEAD' ? undefined : content);
}
