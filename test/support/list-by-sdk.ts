/** What the client library makes of an answer of a store, with no network between. */
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { listPage } from '../../src/main/engine/s3/sdk/list.ts';
import { CAREFUL_QUIRKS } from '../../src/main/engine/testing/careful-quirks.ts';

/** What comes next to the client library, from no network. */
let answer = { status: 200, body: Buffer.alloc(0) };
const client = new S3Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  maxAttempts: 1,
  requestHandler: {
    handle: async () => ({
      response: {
        statusCode: answer.status,
        headers: { 'content-type': 'application/xml' },
        body: Readable.from([answer.body]),
      },
    }),
  },
});
/** The page in the body of an answer, as Pail's `sdk` adapter reads it; rejects as that does. One at a time. */
export async function listBySdk(body: Uint8Array, version: 1 | 2, status = 200) {
  answer = { status, body: Buffer.from(body) };
  const request = { bucket: 'b', prefix: '', delimiter: null, token: null, signal: new AbortController().signal };
  return listPage(client, { ...CAREFUL_QUIRKS, listVersion: version }, request);
}
