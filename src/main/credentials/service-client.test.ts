import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { ServiceTransport } from '../network/service-network.ts';
import { beginCall } from './service-client.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const MINUTE = 60_000;

const PIECE = 16_384;

function piecesOf(body: string): Buffer[] {
  const count = Math.ceil(body.length / PIECE);
  return Array.from({ length: count }, (_, index) => Buffer.from(body.slice(index * PIECE, (index + 1) * PIECE)));
}

/** A service whose clock differs so much from ours, after one answer of it. */
async function callOf(aheadMs: number, status = 200, body = '') {
  const headers = { date: new Date(NOW + aheadMs).toUTCString() };
  const transport: ServiceTransport = {
    request: async () => ({ status, headers, body: Readable.from(piecesOf(body)) }),
    destroy: () => undefined,
  };
  const call = beginCall(transport, () => NOW);
  const request = { protocol: 'https:', hostname: 'sts.test', path: '/', query: {}, method: 'POST', headers: {} };
  const { response } = await call.requestHandler.handle(request);
  return { call, response };
}

/** When keys that the service gives for an hour end here, in ms from now. */
async function lifetimeHere(aheadMs: number): Promise<number> {
  const { call } = await callOf(aheadMs);
  const expiration = new Date(NOW + aheadMs + 60 * MINUTE);
  return (call.keysOf({ id: 'AK', secret: 'SK', token: 'ST', expiration })?.expiresAt ?? 0) - NOW;
}

it.each([0, 90 * MINUTE, -90 * MINUTE, 24 * 60 * MINUTE])(
  'keys for an hour last an hour here, where the clocks differ by %i ms',
  async (aheadMs) => expect(await lifetimeHere(aheadMs)).toBe(60 * MINUTE),
);

it('takes clocks that are about right for right', async () => {
  expect(await lifetimeHere(MINUTE)).toBe(61 * MINUTE);
});

it('has no keys where the answer lacks a part of them', async () => {
  const { call } = await callOf(0);
  const whole = { id: 'AK', secret: 'SK', token: 'ST', expiration: undefined };
  expect(call.keysOf(whole)).toEqual({ accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'ST' });
  for (const part of ['id', 'secret', 'token']) expect(call.keysOf({ ...whole, [part]: undefined })).toBeNull();
});

it('reads what a refusal says, and leaves it to the library as it came', async () => {
  const body = '<Error><Code>AccessDenied</Code><Message>Not for you</Message></Error>';
  const { call, response } = await callOf(0, 403, body);
  expect((await response.body.toArray()).join('')).toBe(body);
  const thrown = Object.assign(new Error('UnknownError'), { name: 'Unknown', $metadata: { httpStatusCode: 403 } });
  expect(call.failure(thrown, 'sts.test').failure).toMatchObject({
    code: 'role-refused',
    detail: { subject: 'sts.test', reason: 'AccessDenied: Not for you' },
  });
});

it('reads no more than the beginning of a refusal without end', async () => {
  const { response } = await callOf(0, 502, 'x'.repeat(1_000_000));
  expect((await response.body.toArray()).join('').length).toBeLessThanOrEqual(65_536 + PIECE);
});

it('tells nothing of a token that a service repeats in its refusal', async () => {
  const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"email":"ana@example.com"}').toString('base64url')}.c2ln`;
  const message = `1 validation error detected: Value '${token}' at 'webIdentityToken' failed to satisfy constraint`;
  const body = `<Error><Code>ValidationError</Code><Message>${message}</Message></Error>`;
  const { call } = await callOf(0, 400, body);
  const thrown = Object.assign(new Error(message), { name: 'ValidationError', $metadata: { httpStatusCode: 400 } });
  const ofLibrary = (await callOf(0, 400, '{}')).call.failure(thrown, 'sts.test');
  for (const { failure } of [call.failure(thrown, 'sts.test'), ofLibrary]) {
    expect(JSON.stringify(failure)).not.toContain('eyJ');
    expect(failure).toMatchObject({
      code: 'role-settings-invalid',
      detail: { reason: expect.stringContaining('webIdentityToken') },
    });
  }
});
