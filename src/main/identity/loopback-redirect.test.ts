/** The listener of a loopback redirect, by real connections: it is open to every page and program of the computer. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LoopbackRedirect, listenForRedirect } from './loopback-redirect.ts';

const GOOD = '?code=c&state=awaited';

/** Something that has a port of its own. */
async function taken(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

async function freePort(): Promise<number> {
  const { port, server } = await taken();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The status line of what comes back for bytes on a connection; empty where it is closed without one. */
function send(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket
      .on('data', (chunk) => {
        answer += chunk.toString();
      })
      .on('error', () => resolve(''))
      .on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
  });
}

describe('listenForRedirect', () => {
  let port = 0;
  let listener: LoopbackRedirect;
  const receive = vi.fn((search: string) => search === GOOD);

  beforeEach(async () => {
    receive.mockClear();
    port = await freePort();
    listener = await listenForRedirect([`http://127.0.0.1:${port}/callback`], receive);
  });
  afterEach(() => listener.close());

  const line = (request: string, host = `127.0.0.1:${port}`): string =>
    `${request} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

  it.each([
    ['another path', () => line(`GET /other${GOOD}`), '404'],
    ['a slash at the end of the path', () => line(`GET /callback/${GOOD}`), '404'],
    ['a path that climbs', () => line(`GET /callback/../other${GOOD}`), '404'],
    ['two slashes before the path', () => line(`GET //callback${GOOD}`), '404'],
    ['a backslash', () => line(`GET /\\callback${GOOD}`), '404'],
    ['a form that was posted', () => line(`POST /callback${GOOD}`), '404'],
    ['a HEAD', () => line(`HEAD /callback${GOOD}`), '404'],
    ['a preflight', () => line(`OPTIONS /callback${GOOD}`), '404'],
    ['a name that was rebound to this computer', () => line(`GET /callback${GOOD}`, `evil.example:${port}`), '404'],
    ['another port in Host', () => line(`GET /callback${GOOD}`, '127.0.0.1:1'), '404'],
    ['another spelling of the host', () => line(`GET /callback${GOOD}`, `localhost:${port}`), '404'],
    ['a whole address of another host', () => line(`GET http://evil.example/callback${GOOD}`), '404'],
    ['no address at all', () => line('GET http://['), '404'],
    ['an asterisk', () => line('GET *'), '404'],
    ['no Host', () => `GET /callback${GOOD} HTTP/1.1\r\nConnection: close\r\n\r\n`, '400'],
    ['what is no HTTP', () => 'hello\r\n\r\n', '400'],
  ])('refuses %s, and nobody hears of it', async (_what, request, status) => {
    expect(await send(port, request())).toContain(` ${status} `);
    expect(receive).not.toHaveBeenCalled();
    expect(await send(port, line(`GET /callback${GOOD}`))).toContain(' 200 ');
  });

  it('refuses a callback that is not the awaited one, and goes on listening', async () => {
    expect(await send(port, line('GET /callback?code=c&state=foreign'))).toContain(' 400 ');
    expect(await send(port, line('GET /callback'))).toContain(' 400 ');
    expect(await send(port, line(`GET /callback${GOOD}`))).toContain(' 200 ');
  });

  it('takes one callback: nobody listens after it', async () => {
    expect(await send(port, line(`GET /callback${GOOD}`))).toContain(' 200 ');
    await expect.poll(() => send(port, line(`GET /callback${GOOD}`))).toBe('');
    expect(receive).toHaveBeenCalledTimes(1);
  });

  it('says nothing back of what was asked', async () => {
    const page = await fetch(`http://127.0.0.1:${port}/callback?code=%3Cscript%3E&state=x`);
    expect(await page.text()).not.toContain('script');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is not held open by a connection that says nothing', async () => {
    const silent = connect(port, '127.0.0.1');
    await new Promise((resolve) => silent.once('connect', resolve));
    const ended = new Promise((resolve) => silent.once('close', resolve));
    silent.on('error', () => undefined).resume();
    listener.close();
    await ended;
    expect(await send(port, line(`GET /callback${GOOD}`))).toBe('');
  });

  it('listens on the first address whose port is free', async () => {
    const first = await taken();
    const second = await freePort();
    const uris = [`http://127.0.0.1:${first.port}/callback`, `http://127.0.0.1:${second}/callback`];
    const found = await listenForRedirect(uris, receive);
    expect(found.redirectUri).toBe(uris[1]);
    found.close();
    first.server.close();
  });

  it('names all of them where none is free', async () => {
    const [one, two] = [await taken(), await taken()];
    const uris = [one, two].map((each) => `http://127.0.0.1:${each.port}/callback`);
    await expect(listenForRedirect(uris, receive)).rejects.toMatchObject({
      failure: {
        code: 'redirect-unavailable',
        detail: { subject: `127.0.0.1:${one.port}, 127.0.0.1:${two.port}`, reason: 'EADDRINUSE' },
      },
    });
    one.server.close();
    two.server.close();
  });
});
