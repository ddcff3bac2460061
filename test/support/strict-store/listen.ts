import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StrictStore } from './strict-store.ts';

/** Puts a strict store behind a free loopback port, for those who make connections of their own. */
export async function listen(store: StrictStore): Promise<{ readonly endpoint: string; stop(): void }> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const { method = '', url = '', headers } = request;
    const flat = Object.entries(headers).map(([name, value]) => [name, value?.toString()]);
    const answer = store.answer({ method, host: headers.host ?? '', url, headers: Object.fromEntries(flat), body });
    const content = Buffer.from(answer.body ?? '');
    response.writeHead(answer.status, { 'content-length': content.length, ...answer.headers }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
