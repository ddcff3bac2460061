import { createServer, type Server, type ServerResponse } from 'node:http';
import { PailError } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';

/** Listens for one callback on the exact address of a loopback redirect URI. */
export interface LoopbackRedirect {
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

/**
 * Opens the listener. `receive` gets the query of a request for the redirect path and says whether it was the awaited one;
 * if so the listener closes. Throws PailError `redirect-unavailable` where the port cannot be had.
 */
export async function listenForRedirect(
  redirectUri: string,
  receive: (search: string) => boolean,
): Promise<LoopbackRedirect> {
  const expected = new URL(redirectUri);
  const server: Server = createServer((request, response) => {
    // Any page and any program of this computer can ask for anything here.
    const target = request.url ?? '/';
    const url = URL.canParse(target, expected.origin) ? new URL(target, expected.origin) : null;
    const isForUs = url?.pathname === expected.pathname && request.headers.host === expected.host;
    if (!url || !isForUs || request.method !== 'GET') return page(response, 404, text.callbackPage.refused);
    if (!receive(url.search)) return page(response, 400, text.callbackPage.refused);
    page(response, 200, text.callbackPage.done);
    server.close();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new PailError('redirect-unavailable', { subject: expected.host, reason: cause.code ?? 'unknown' }, { cause }),
      ),
    );
    const host = expected.hostname === '[::1]' ? '::1' : '127.0.0.1';
    server.listen(Number(expected.port), host, resolve);
  });
  return { close: () => server.close() };
}
