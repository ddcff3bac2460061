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
        if (parsed.kind === 'callback') expect(raw.toLowerCase()).toMatch(/^\s*pail:\/\/auth\/callback\?/);
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
