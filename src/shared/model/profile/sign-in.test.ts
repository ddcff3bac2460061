import { describe, expect, it } from 'vitest';
import { redirectUrisOf, signIn } from './sign-in.ts';

const LEAST = { issuer: 'https://login.example', clientId: 'client' };
const LOOPBACK = 'http://127.0.0.1:49152/callback';
const OTHER = 'http://[::1]:49153/callback';

/** What the schema says of `signIn` with a change; empty where it takes it. */
function problems(change: object): string {
  const parsed = signIn.safeParse({ ...LEAST, ...change });
  return parsed.success
    ? ''
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}

describe('signIn', () => {
  it.each([
    ['the scheme', { redirectUri: 'pail://auth/callback' }],
    ['a loopback address', { redirectUri: LOOPBACK }],
    ['several', { redirectUri: [LOOPBACK, OTHER, 'http://localhost:49154/'] }],
    ['secret by post', { clientAuthentication: 'post' }],
    ['a sign-out by the scheme', { logoutUri: 'pail://auth/logout' }],
    ['a sign-out by a page', { logoutUri: 'https://intranet.example/bye?from=pail' }],
    ['all of the page', { identityProvider: 'MySaml', loginHint: '@example.org', lang: 'pt-BR', prompt: 'consent' }],
    ['not staying signed in', { staySignedIn: false }],
  ])('takes %s', (_what, change) => {
    expect(problems(change)).toBe('');
  });

  it.each([
    [
      'an address elsewhere',
      { redirectUri: 'https://evil.example/' },
      /^redirectUri: pail:\/\/auth\/callback, or http/,
    ],
    ['no port', { redirectUri: 'http://127.0.0.1/callback' }, /exact port/],
    ['no path, which would be sent as /', { redirectUri: 'http://127.0.0.1:49152' }, /exact port/],
    ['a query', { redirectUri: `${LOOPBACK}?x=1` }, /exact port/],
    ['a user', { redirectUri: 'http://me@127.0.0.1:49152/callback' }, /exact port/],
    ['the scheme in a list', { redirectUri: [LOOPBACK, 'pail://auth/callback'] }, /^redirectUri\.1: http.*exact port/],
    ['an empty list', { redirectUri: [] }, /at least one loopback address/],
    ['one address twice', { redirectUri: [LOOPBACK, LOOPBACK] }, /all differ/],
    ['eleven', { redirectUri: Array.from({ length: 11 }, (_, n) => `http://127.0.0.1:${50000 + n}/`) }, /at most 10/],
    ['a method that is none', { clientAuthentication: 'jwt' }, /"basic"\|"post"/],
    [
      'a sign-out over plain http',
      { logoutUri: 'http://intranet.example/' },
      /^logoutUri: pail:\/\/auth\/logout, or an https/,
    ],
    ['a sign-out to a command', { logoutUri: 'pail://auth/callback' }, /an https address/],
    ['a sign-out with a fragment', { logoutUri: 'https://intranet.example/#bye' }, /without a fragment/],
    ['a provider with a space', { identityProvider: 'My SAML' }, /without spaces/],
    ['a language that is a name', { lang: 'German' }, /such as de or pt-BR/],
    ['a prompt that hides the page', { prompt: 'none' }, /"login"\|"select_account"\|"consent"/],
  ])('refuses %s, and says what is expected', (_what, change, expected) => {
    expect(problems(change)).toMatch(expected);
  });

  it('is read back as it was kept, in either form', () => {
    for (const redirectUri of [LOOPBACK, [LOOPBACK, OTHER]]) {
      const kept = signIn.parse({ ...LEAST, redirectUri });
      expect(signIn.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
      expect(redirectUrisOf(kept)).toEqual([redirectUri].flat());
    }
    expect(redirectUrisOf(signIn.parse(LEAST))).toEqual(['pail://auth/callback']);
  });
});
