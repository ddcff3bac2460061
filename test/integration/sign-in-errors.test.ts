/** Each way in which the protocol can fail, by the stand-in's own answers: the code that it has, and the sentence. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OidcClient, type OidcSettings } from '../../src/main/identity/oidc-client.ts';
import { type ErrorCode, type Failure, toFailure } from '../../src/shared/errors.ts';
import type { PoolFaults, UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { freePort } from '../support/ports.ts';
import { ana, answerOf, mend, settingsFor } from './sign-in-fixture.ts';

const LOOPBACK_PATH = '/us-east-1_PailDemo1';

let pool: UserPool;
beforeAll(async () => {
  pool = await startUserPool({
    users: [ana],
    redirectUris: ['pail://auth/callback'],
    logoutUris: [],
    rotateRefreshTokens: true,
  });
});
afterAll(() => pool.stop());
afterEach(() => mend(pool));

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const outcome = await work.then(
    () => null,
    (error: unknown) => toFailure(error),
  );
  if (!outcome) throw new Error('it did not fail');
  return outcome;
}

const discovery = (changes: Partial<OidcSettings> = {}): Promise<OidcClient> =>
  OidcClient.discover(settingsFor(pool, changes));

/** Exchanges an answer of the pool's pages that was changed on its way. */
async function exchange(
  change: (search: URLSearchParams) => void = () => undefined,
  changes: Partial<OidcSettings> = {},
): Promise<unknown> {
  const client = await discovery(changes);
  const { pending, search } = await answerOf(client);
  change(search);
  return client.exchange(`?${search}`, pending);
}

async function withFault(faults: PoolFaults, work: () => Promise<unknown>): Promise<unknown> {
  Object.assign(pool.faults, faults);
  return work();
}

/** The issuer sends the browser back with an error. */
const answered = (error: string, description?: string): Promise<unknown> =>
  withFault({ nextAuthorize: { error, ...(description && { description }) } }, () => exchange());

async function signedIn(): Promise<{ client: OidcClient; refreshToken: string }> {
  const client = await discovery();
  const { pending, search } = await answerOf(client);
  const { refreshToken } = await client.exchange(`?${search}`, pending);
  return { client, refreshToken: refreshToken ?? '' };
}

type Row = readonly [what: string, act: () => Promise<unknown>, code: ErrorCode, sentence: RegExp];

const CALLBACK: readonly Row[] = [
  ['a wrong state', () => exchange((search) => search.set('state', 'foreign')), 'sign-in-mixed-up', /another sign-in/],
  ['no state', () => exchange((search) => search.delete('state')), 'sign-in-mixed-up', /another sign-in/],
  ['a state twice', () => exchange((search) => search.append('state', 'foreign')), 'sign-in-rejected', /not accepted/],
  [
    'a foreign iss',
    () => exchange((search) => search.set('iss', 'https://evil.example')),
    'sign-in-mixed-up',
    /another/,
  ],
  ['no code', () => exchange((search) => search.delete('code')), 'sign-in-rejected', /not accepted.*try again/],
  [
    'access_denied',
    () => answered('access_denied', 'User is disabled'),
    'sign-in-refused',
    /refused \(User is disabled\)/,
  ],
  [
    'invalid_request',
    () => answered('invalid_request', 'Timeout in calling jwks uri'),
    'sign-in-refused',
    /\(Timeout in/,
  ],
  ['invalid_scope', () => answered('invalid_scope'), 'scopes-refused', /check the scopes in the profile/],
  ['unauthorized_client', () => answered('unauthorized_client'), 'client-rejected', /client id or secret/],
  ['server_error', () => answered('server_error', 'try later'), 'issuer-unreachable', /does not answer \(try later\)/],
  ['temporarily_unavailable', () => answered('temporarily_unavailable'), 'issuer-unreachable', /does not answer/],
];

const TOKEN: readonly Row[] = [
  ['a wrong nonce', () => withFault({ nextToken: 'wrong-nonce' }, exchange), 'sign-in-mixed-up', /another sign-in/],
  ['another audience', () => withFault({ nextToken: 'wrong-aud' }, exchange), 'sign-in-mixed-up', /another sign-in/],
  ['a forged signature', () => withFault({ nextToken: 'forged-signature' }, exchange), 'sign-in-forged', /signature/],
  ['an expired ID token', () => withFault({ nextToken: 'expired' }, exchange), 'sign-in-rejected', /not accepted/],
  ['no JSON', () => withFault({ nextToken: 'html' }, exchange), 'sign-in-rejected', /not accepted/],
  ['an error of the server', () => withFault({ nextToken: 'server-error' }, exchange), 'issuer-unreachable', /answer/],
  [
    'no answer in time',
    () => withFault({ nextToken: 'stall' }, () => exchange(undefined, { timeoutSeconds: 1 })),
    'issuer-unreachable',
    /does not answer/,
  ],
  ['no ID token', () => exchange(undefined, { scopes: 'email' }), 'scopes-refused', /check the scopes/],
  [
    'a wrong secret by Basic',
    () => exchange(undefined, { clientSecret: 'wrong' }),
    'client-rejected',
    /client id or secret/,
  ],
  [
    'a wrong secret by post',
    () => exchange(undefined, { clientSecret: 'wrong', clientAuthentication: 'post' }),
    'client-rejected',
    /client id or secret/,
  ],
  ['no secret', () => exchange(undefined, { clientSecret: null }), 'client-rejected', /client id or secret/],
  [
    'a wrong verifier',
    async () => {
      const client = await discovery();
      const { pending, search } = await answerOf(client);
      return client.exchange(`?${search}`, { ...pending, verifier: 'v'.repeat(43) });
    },
    'sign-in-code-spent',
    /within five minutes/,
  ],
  [
    'a code that was used',
    async () => {
      const client = await discovery();
      const { pending, search } = await answerOf(client);
      await client.exchange(`?${search}`, pending);
      return client.exchange(`?${search}`, pending);
    },
    'sign-in-code-spent',
    /came too late or was used before/,
  ],
  [
    'a redirect URI that differs in a slash',
    async () => {
      const client = await discovery();
      const { pending, search } = await answerOf(client);
      return client.exchange(`?${search}`, { ...pending, redirectUri: `${pending.redirectUri}/` });
    },
    'sign-in-code-spent',
    /Try again/,
  ],
];

const REFRESH: readonly Row[] = [
  [
    'a revoked refresh token',
    async () => {
      const { client, refreshToken } = await signedIn();
      await client.revoke(refreshToken);
      return client.refresh(refreshToken, ana.sub);
    },
    'session-expired',
    /has ended\. Sign in again/,
  ],
  [
    'a refresh token that was replaced',
    async () => {
      const { client, refreshToken } = await signedIn();
      await client.refresh(refreshToken, ana.sub);
      return client.refresh(refreshToken, ana.sub);
    },
    'session-expired',
    /has ended\. Sign in again/,
  ],
  [
    'another person',
    async () => {
      const { client, refreshToken } = await signedIn();
      return client.refresh(refreshToken, 'somebody-else');
    },
    'session-expired',
    /for another person/,
  ],
];

const DISCOVERY: readonly Row[] = [
  ['a wrong pool id', () => withFault({ discovery: 'not-found' }, discovery), 'issuer-invalid', /check the issuer/],
  [
    'another issuer in the document',
    () => withFault({ discovery: 'foreign-issuer' }, discovery),
    'issuer-invalid',
    /issuer/,
  ],
  [
    'a page instead of the document',
    () => withFault({ discovery: 'html' }, discovery),
    'issuer-invalid',
    /check the issuer/,
  ],
  [
    'a pool without a domain',
    () => withFault({ discovery: 'no-domain' }, discovery),
    'issuer-invalid',
    /has no domain/,
  ],
  [
    'a slash at the end of the issuer',
    () => discovery({ issuer: `${pool.issuer}/` }),
    'issuer-invalid',
    /check the issuer/,
  ],
  [
    'plain http to elsewhere',
    () => discovery({ issuer: 'http://issuer.example' }),
    'issuer-invalid',
    /issuer\.example/,
  ],
  [
    'a service that says nothing',
    () => withFault({ discovery: 'stall' }, () => discovery({ timeoutSeconds: 1 })),
    'issuer-unreachable',
    /Check your network/,
  ],
  ['a connection that is cut', () => withFault({ away: true }, discovery), 'issuer-unreachable', /Check your network/],
  [
    'nobody at the port',
    async () => discovery({ issuer: `http://127.0.0.1:${await freePort()}${LOOPBACK_PATH}` }),
    'issuer-unreachable',
    /Check your network/,
  ],
  [
    'a name that nobody has',
    () => discovery({ issuer: 'https://pool.invalid' }),
    'issuer-unreachable',
    /“pool\.invalid”/,
  ],
];

describe.each([
  ['discovery', DISCOVERY],
  ['the callback', CALLBACK],
  ['the token endpoint', TOKEN],
  ['a refresh', REFRESH],
])('at %s', (_step, rows) => {
  it.each(rows)('%s', async (_what, act, code, sentence) => {
    const failure = await failureOf(act());
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(sentence);
    // Details are shown and copied: they quote nothing that was issued.
    const shown = JSON.stringify(failure);
    expect(pool.issued.all().filter(({ value }) => shown.includes(value))).toEqual([]);
  });
});
