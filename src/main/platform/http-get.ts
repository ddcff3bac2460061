import { servicesNet } from './services-session.ts';

/** One answer of a server; whoever does not read the body to its end calls `close`. */
interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
};

/**
 * Asks for one address over the system's network, with its proxies and the authorities that it trusts; in a session that lives in memory
 * and has no cookies, apart from the window's, which reaches nothing. Follows no redirect. Only after `ready`; rejects on `signal`.
 */
export function httpGet(url: URL, signal: AbortSignal): Promise<Answer> {
  const request = servicesNet.request({
    url: url.href,
    credentials: 'omit',
    redirect: 'manual',
    cache: 'no-store',
  });
  const close = (): void => request.abort();
  return new Promise<Answer>((resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        close();
        reject(signal.reason);
      },
      { once: true },
    );
    request.on('redirect', (status, _method, location) => {
      // Electron goes on by itself only where it is told to.
      resolve({ status, location, body: NOTHING, close });
    });
    request.on('response', (response) => {
      const body = response as unknown as AsyncIterable<Uint8Array>;
      resolve({ status: response.statusCode, location: null, body, close });
    });
    request.on('error', reject);
    // A proxy that wants a password is not answered.
    request.on('login', (_info, answer) => answer());
    request.end();
  });
}
