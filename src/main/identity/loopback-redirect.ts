import { createServer, type Server, type ServerResponse } from 'node:http';
import { PailError } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';

/** Listens for one callback on the exact address of a loopback redirect URI. */
export interface LoopbackRedirect {
  /** The one that is listened on. */
  readonly redirectUri: string;
  close(): void;
}

function page(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    Connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${text.callbackPage.title}</title>` +
      `<style>body{font:15px system-ui;margin:20vh auto;max-width:30em;text-align:center;color-scheme:light dark}</style>` +
      `<p>${sentence}</p></html>`,
  );
}

/** Resolves when it listens; rejects with the system's own error. */
function listen(server: Server, { hostname, port }: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), hostname === '[::1]' ? '::1' : '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function serverFor(expected: URL, receive: (search: string) => boolean): Server {
  const server = createServer((request, response) => {
    // Any page and any program of this computer can ask for anything here.
    const target = request.url ?? '/';
    const url = URL.canParse(target, expected.origin) ? new URL(target, expected.origin) : null;
    const isForUs =
      url?.origin === expected.origin && url.pathname === expected.pathname && request.headers.host === expected.host;
    if (!url || !isForUs || request.method !== 'GET') return page(response, 404, text.callbackPage.refused);
    if (!receive(url.search)) return page(response, 400, text.callbackPage.refused);
    // Who holds other connections open waits for nothing any more; this one has its page first.
    response.once('close', () => server.closeAllConnections());
    page(response, 200, text.callbackPage.done);
    server.close();
  });
  return server;
}

/**
 * Listens on the first of the redirect URIs whose port is free. `receive` gets the query of a request for the redirect path and
 * says whether it was the awaited one; if so the listener closes. Throws PailError `redirect-unavailable` where none can be had.
 */
export async function listenForRedirect(
  redirectUris: readonly string[],
  receive: (search: string) => boolean,
): Promise<LoopbackRedirect> {
  const causes: NodeJS.ErrnoException[] = [];
  for (const redirectUri of redirectUris) {
    const expected = new URL(redirectUri);
    const server = serverFor(expected, receive);
    try {
      await listen(server, expected);
    } catch (cause) {
      causes.push(cause as NodeJS.ErrnoException);
      continue;
    }
    const close = (): void => {
      server.close();
      server.closeAllConnections();
    };
    return { redirectUri, close };
  }
  const subject = redirectUris.map((redirectUri) => new URL(redirectUri).host).join(', ');
  const reason = [...new Set(causes.map(({ code }) => code ?? 'unknown'))].join(', ');
  throw new PailError('redirect-unavailable', { subject, reason }, { cause: causes[0] });
}
