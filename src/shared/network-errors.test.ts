import { expect, it } from 'vitest';
import { networkError } from './network-errors.ts';

const caused = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });

it.each([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
])('%s is unreachable', (code) => expect(networkError(caused(code))).toEqual({ code, kind: 'unreachable' }));

it.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'HOSTNAME_MISMATCH',
])('%s is trust', (code) => expect(networkError(caused(code))?.kind).toBe('tls'));

it.each(['OAUTH_INVALID_RESPONSE', 'OAUTH_TIMEOUT', 'AccessDenied'])('%s is not the network', (code) =>
  expect(networkError(caused(code))).toBeNull(),
);
