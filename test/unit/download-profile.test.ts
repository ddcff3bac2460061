/** Profiles from an address, over real sockets. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadProfile } from '../../src/main/profiles/download-profile.ts';
import { MAX_PROFILE_FILE_BYTES } from '../../src/main/profiles/profile-file.ts';
import { document } from '../../src/main/profiles/testing/import-setup.ts';
import { toFailure } from '../../src/shared/errors.ts';
import { nodeGet, type ProfileServer, startProfileServer } from '../support/profile-server.ts';

let server: ProfileServer;
beforeEach(async () => {
  server = await startProfileServer();
});
afterEach(() => server.stop());

const PROFILE = JSON.stringify(document());
const get = (path = '/a.pail') => downloadProfile(new URL(path, server.origin), nodeGet);
const failureOf = async (work: Promise<unknown>) => {
  const failure = await work.then(() => null, toFailure);
  return [failure?.code, failure?.detail.reason];
};
const redirectTo = (location: string) => {
  server.answer = (request, response) => {
    if (request.url === '/a.pail') response.writeHead(302, { location }).end();
    else response.end(PROFILE);
  };
};

test('gives what is there, and asks without cookies', async () => {
  server.answer = (_request, response) => response.setHeader('set-cookie', 'a=b').end(PROFILE);
  expect((await get()).profile.name).toBe('Acme');
  await get();
  expect(server.requests.map(({ method, headers }) => [method, headers.cookie, headers.authorization])).toEqual([
    ['GET', undefined, undefined],
    ['GET', undefined, undefined],
  ]);
});

test('follows a redirect on the same scheme, also to a path', async () => {
  redirectTo('/b.pail');
  expect((await get()).profile.name).toBe('Acme');
});

test.each([
  ['https://files.example.org/a.pail'],
  ['http://files.example.org/a.pail'],
  ['file:///etc/passwd'],
  ['data:application/json,{}'],
  ['http://u:p@127.0.0.1/'],
])('does not follow one to %s', async (location) => {
  redirectTo(location);
  expect(await failureOf(get())).toEqual(['profile-download-failed', 'it leads to an address that is not safe']);
  expect(server.requests).toHaveLength(1);
});

test('does not follow one that leads nowhere, or round and round', async () => {
  server.answer = (_request, response) => response.writeHead(302).end();
  expect(await failureOf(get())).toEqual(['profile-download-failed', 'it leads nowhere']);
  redirectTo('/a.pail');
  expect(await failureOf(get())).toEqual(['profile-download-failed', 'it leads from one address to the next']);
  expect(server.requests).toHaveLength(7);
});

test('an https address never leads to plain http', async () => {
  const work = downloadProfile(new URL('https://files.example.org/'), async () => ({
    status: 301,
    location: server.origin,
    body: (async function* () {})(),
    close: () => undefined,
  }));
  expect((await failureOf(work))[0]).toBe('profile-download-failed');
  expect(server.requests).toEqual([]);
});

test('never asks plain http of another computer', async () => {
  let asked = 0;
  const work = downloadProfile(new URL('http://files.example.org/a.pail'), async () => {
    asked += 1;
    throw new Error('asked');
  });
  expect([await failureOf(work), asked]).toEqual([['profile-download-failed', 'its address is not safe'], 0]);
});

test('takes no more than a profile can have, however long it goes on', async () => {
  let sent = 0;
  server.answer = (_request, response) => {
    const chunk = Buffer.alloc(65_536, ' ');
    const more = (): void => {
      if (response.destroyed) return;
      sent += chunk.length;
      response.write(chunk, () => setImmediate(more));
    };
    more();
  };
  expect((await failureOf(get()))[0]).toBe('profile-too-large');
  // What is on its way in buffers comes on top.
  expect(sent).toBeLessThan(MAX_PROFILE_FILE_BYTES * 16);
});

test('waits for no server for ever, nor for a connection that does not stop', async () => {
  server.answer = (_request, response) => void response.write('{');
  const stalled = downloadProfile(new URL('/a.pail', server.origin), nodeGet, 200);
  expect(await failureOf(stalled)).toEqual(['profile-download-failed', 'it takes too long']);
  const deaf = downloadProfile(new URL('https://files.example.org/'), () => new Promise(() => undefined), 50);
  expect(await failureOf(deaf)).toEqual(['profile-download-failed', 'it takes too long']);
});

test('says what else went wrong', async () => {
  expect(await failureOf(get())).toEqual(['profile-download-failed', 'it answers 404']);
  server.answer = (_request, response) => response.end('<html>');
  expect((await failureOf(get()))[0]).toBe('profile-not-json');
  server.answer = (request) => request.socket.destroy();
  expect(await failureOf(get())).toEqual(['profile-download-failed', 'it cannot be reached']);
});
