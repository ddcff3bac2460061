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
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
  'EPROTO',
  'HPE_INVALID_CONSTANT',
  'net::ERR_SSL_PROTOCOL_ERROR',
  'net::ERR_CONNECTION_REFUSED',
  'net::ERR_NAME_NOT_RESOLVED',
])('%s is unreachable', (code) => expect(networkError(caused(code))).toEqual({ code, kind: 'unreachable' }));

it.each([
  'CERT_HAS_EXPIRED',
  'INVALID_CA',
  'net::ERR_CERT_COMMON_NAME_INVALID',
  'net::ERR_CERT_DATE_INVALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'CRL_HAS_EXPIRED',
  'PATH_LENGTH_EXCEEDED',
])('%s is trust', (code) => expect(networkError(caused(code))?.kind).toBe('tls'));

it.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'net::ERR_CERT_AUTHORITY_INVALID',
])('%s is an authority that is not trusted', (code) => expect(networkError(caused(code))?.kind).toBe('authority'));

it('a proxy that wants a password is told from one that cannot go on', () => {
  const refused = (message: string) => Object.assign(new Error(message), { code: 'UND_ERR_PRX_REFUSED' });
  expect(networkError(refused('Proxy response (407) !== 200 when HTTP Tunneling'))?.kind).toBe('proxy');
  expect(networkError(refused('Proxy response (502) !== 200 when HTTP Tunneling'))?.kind).toBe('unreachable');
  expect(networkError(caused('net::ERR_PROXY_AUTH_REQUESTED'))?.kind).toBe('proxy');
});

it('tells who issued the certificate where the error says it', () => {
  const cause = Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN', issuer: 'Acme root' });
  expect(networkError(new TypeError('fetch failed', { cause }))).toEqual({
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
    kind: 'authority',
    issuer: 'Acme root',
  });
});

it.each([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_TIMEOUT',
  'AccessDenied',
  'ENOENT',
  'EACCES',
  'UND_ERR_ABORTED',
  'UND_ERR_INVALID_ARG',
])('%s is not the network', (code) => expect(networkError(caused(code))).toBeNull());
