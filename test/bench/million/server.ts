/** A store of its own process with nothing in it but a million keys; says where it listens, and ends with its parent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MILLION, syntheticEntries } from './entries.ts';
import { MILLION_BUCKET, MILLION_FOLDER } from './names.ts';
import { Pages } from './pages.ts';

const pages = new Pages(MILLION_BUCKET, MILLION_FOLDER, syntheticEntries(MILLION));
let requests = 0;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://store');
  requests += 1;
  // Ids as Ceph's, by which a client may know whom it talks to.
  const id = `tx${String(requests).padStart(21, '0')}-0065600000-1008-default`;
  response.setHeader('x-amz-request-id', id);
  if (request.method !== 'GET' || pathname.replace(/\/$/, '') !== `/${MILLION_BUCKET}`) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><RequestId>${id}</RequestId></Error>`,
    );
    return;
  }
  response.writeHead(200, { 'content-type': 'application/xml' });
  for (const piece of pages.answer(searchParams)) response.write(piece);
  response.end();
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
