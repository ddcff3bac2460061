import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepLinkIn, parseDeepLink, profileFilesIn } from './deep-link.ts';

const good = 'pail://auth/callback?code=c&state=s';

describe('parseDeepLink', () => {
  it('takes a callback with a code or an error', () => {
    expect(parseDeepLink(good, 'pail')).toEqual({
      kind: 'callback',
      callback: { state: 's', search: '?code=c&state=s' },
    });
    expect(parseDeepLink('pail://auth/callback?error=access_denied&state=s', 'pail').kind).toBe('callback');
    expect(parseDeepLink('PAIL://auth/callback?code=c&state=s', 'pail').kind).toBe('callback');
    expect(parseDeepLink('pail://auth/logout', 'pail')).toEqual({ kind: 'logout' });
  });

  it.each([
    ['another host', 'pail://evil/callback?code=c&state=s'],
    ['upper-case host', 'pail://AUTH/callback?code=c&state=s'],
    ['an extra slash', 'pail://auth//callback?code=c&state=s'],
    ['a slash at the end', 'pail://auth/callback/?code=c&state=s'],
    ['no slashes', 'pail:auth/callback?code=c&state=s'],
    ['a user', 'pail://u@auth/callback?code=c&state=s'],
    ['a port', 'pail://auth:1/callback?code=c&state=s'],
    ['a fragment', `${good}#x`],
    ['no state', 'pail://auth/callback?code=c'],
    ['an empty state', 'pail://auth/callback?code=c&state='],
    ['no code', 'pail://auth/callback?state=s'],
    ['a code and an error', `${good}&error=e`],
    ['a repeated parameter', `${good}&state=t`],
    ['an unknown parameter', `${good}&next=x`],
    ['10 kB', `pail://auth/callback?code=${'c'.repeat(10_000)}&state=s`],
    ['another scheme', 'pail-dev://auth/callback?code=c&state=s'],
    ['a command', 'pail://profile?url=https://x'],
    ['a password', 'pail://u:p@auth/callback?code=c&state=s'],
    ['dots in the path', 'pail://auth/x/../callback?code=c&state=s'],
    ['an encoded slash', 'pail://auth%2fcallback?code=c&state=s'],
    ['an encoded path', 'pail://auth/%63allback?code=c&state=s'],
    ['a backslash', 'pail:\\\\auth\\callback?code=c&state=s'],
    ['a space before it', ` ${good}`],
    ['a line break in it', 'pail://auth/call\nback?code=c&state=s'],
    ['a NUL in it', `${good}\0--gpu-launcher=x`],
    ['a switch after it', `${good} --gpu-launcher=x`],
    ['no query', 'pail://auth/callback'],
    ['a token in the place of a code', 'pail://auth/callback?id_token=t&state=s'],
    ['a repeated code', `${good}&code=d`],
    ['an upper-case parameter', 'pail://auth/callback?CODE=c&state=s'],
    ['what a script would be', 'javascript:alert(1)//auth/callback?code=c&state=s'],
    ['nothing', ''],
  ])('refuses %s', (_what, link) => {
    expect(parseDeepLink(link, 'pail').kind).toBe('refused');
  });

  it('never throws, and takes nothing but exact callbacks', () => {
    const link = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.string().map((tail) => `pail:${tail}`),
      fc.string().map((tail) => `${good}${tail}`),
    );
    fc.assert(
      fc.property(link, (raw) => {
        const parsed = parseDeepLink(raw, 'pail');
        if (parsed.kind === 'callback') expect(raw.toLowerCase()).toMatch(/^pail:\/\/auth\/callback\?/);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });
});

describe('arguments', () => {
  it('takes exactly one link', () => {
    expect(deepLinkIn(['--flag', good], 'pail')).toBe(good);
    expect(deepLinkIn([good, good], 'pail')).toBeNull();
    expect(deepLinkIn(['--pail://auth'], 'pail')).toBeNull();
    expect(deepLinkIn(['--protocol-launcher', '--', good, '--gpu-launcher=x'], 'pail')).toBe(good);
    expect(deepLinkIn([good, good.toUpperCase()], 'pail')).toBeNull();
    expect(deepLinkIn([`x${good}`, ` ${good}`], 'pail')).toBeNull();
  });

  it.each([
    'pail:../../home/ana/Downloads/A.pail',
    'pail://auth/callback?/../../A.pail',
    'file:///A.pail',
    'https://x/A.pail',
  ])('takes no address for a profile: %s', (argument) => {
    expect(profileFilesIn([argument])).toEqual([]);
  });

  it('takes a path with a drive', () => {
    expect(profileFilesIn(['C:\\Users\\ana\\A.pail'])).toEqual(['C:\\Users\\ana\\A.pail']);
  });

  it('takes no switch for a profile', () => {
    expect(profileFilesIn(['--gpu-launcher=x.pail', 'a.pail', '/b/C.PAIL', 'd.json'])).toEqual(['a.pail', '/b/C.PAIL']);
  });
});
