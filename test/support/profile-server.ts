/** A server of profile files on loopback, and a way to ask it as Pail's own, without Electron. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpGet } from '../../src/main/profiles/download-profile.ts';

export interface ProfileServer {
  readonly origin: string;
  /** What was asked of it, in order. */
  readonly requests: IncomingMessage[];
  /** How the next requests are answered. */
  answer: RequestListener;
  stop(): Promise<void>;
}

export async function startProfileServer(): Promise<ProfileServer> {
  const server = createServer((request, response) => {
    profileServer.requests.push(request);
    profileServer.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const profileServer: ProfileServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer: (_request, response) => response.writeHead(404).end(),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return profileServer;
}

/** As `platform/http-get.ts` does it, by Node's `fetch`. */
export const nodeGet: HttpGet = async (url, signal) => {
  const stop = new AbortController();
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.any([signal, stop.signal]) });
  const body = (response.body ?? []) as AsyncIterable<Uint8Array>;
  return { status: response.status, location: response.headers.get('location'), body, close: () => stop.abort() };
};
