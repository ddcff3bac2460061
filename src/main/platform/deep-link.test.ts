import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { behindApp, filesIn, linkAmong, parseDeepLink } from './deep-link.ts';

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
    ['an empty fragment', `${good}#`],
    ['dots before the end of a sign-out', 'pail://auth/x/../logout'],
    ['no state', 'pail://auth/callback?code=c'],
    ['an empty state', 'pail://auth/callback?code=c&state='],
    ['no code', 'pail://auth/callback?state=s'],
    ['a code and an error', `${good}&error=e`],
    ['a repeated parameter', `${good}&state=t`],
    ['an unknown parameter', `${good}&next=x`],
    ['10 kB', `pail://auth/callback?code=${'c'.repeat(10_000)}&state=s`],
    ['another scheme', 'pail-dev://auth/callback?code=c&state=s'],
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
});

describe('a link to a profile', () => {
  const link = (address: string): string => `pail://profile?url=${encodeURIComponent(address)}`;
  const address = 'https://files.example.org/acme.pail?v=1';

  it.each([
    ['https', link(address), address],
    ['https as it is, without a second parameter', 'pail://profile?url=https://x/a.pail', 'https://x/a.pail'],
    ['plain http of this computer', link('http://127.0.0.1:8080/a.pail'), 'http://127.0.0.1:8080/a.pail'],
  ])('takes %s', (_what, raw, href) => {
    const parsed = parseDeepLink(raw, 'pail');
    expect(parsed.kind === 'profile' && parsed.url.href).toBe(href);
  });

  it.each([
    ['another path', `pail://profile/x?url=${encodeURIComponent(address)}`],
    ['a slash more', `pail://profile/?url=${encodeURIComponent(address)}`],
    ['another host', `pail://profiles?url=${encodeURIComponent(address)}`],
    ['an upper-case host', `pail://PROFILE?url=${encodeURIComponent(address)}`],
    ['a port', `pail://profile:1?url=${encodeURIComponent(address)}`],
    ['an empty user', `pail://@profile?url=${encodeURIComponent(address)}`],
    ['an empty port', `pail://profile:?url=${encodeURIComponent(address)}`],
    ['an empty fragment', `${link(address)}#`],
    ['a user', `pail://u@profile?url=${encodeURIComponent(address)}`],
    ['a fragment', `${link(address)}#x`],
    ['another scheme', link(address).replace('pail:', 'pail-dev:')],
    ['no address', 'pail://profile'],
    ['an empty address', 'pail://profile?url='],
    ['two addresses', `${link(address)}&url=https://y`],
    ['a parameter more', `${link(address)}&yes=1`],
    ['another parameter', `pail://profile?URL=${encodeURIComponent(address)}`],
    ['plain http elsewhere', link('http://files.example.org/a.pail')],
    ['plain http of what looks like this computer', link('http://127.0.0.1.example.org/a.pail')],
    ['a file', link('file:///etc/passwd')],
    ['a script', link('javascript:alert(1)')],
    ['data', link('data:application/json,{}')],
    ['one of Pail’s own', link('app://bundle/index.html')],
    ['one of another program', link('ms-settings:display')],
    ['a path', link('/etc/passwd')],
    ['no scheme', link('//files.example.org/a.pail')],
    ['a scheme in capitals', link('HTTPS://files.example.org/')],
    ['a password in it', link('https://u:p@files.example.org/')],
    ['a user that looks like the host', link('https://bank.example@evil.example/')],
    ['a fragment in it', link('https://files.example.org/#x')],
    ['a backslash', link('https://files.example.org\\@evil.example/')],
    ['a line feed', link('https://files.example.org/\nHost: x')],
    ['a space', link(' https://files.example.org/')],
    ['a host that looks like another', link('https://f\u0456les.example.org/')],
    ['a mark that turns text around', link('https://files.example.org/\u202elaip.a')],
    ['no host', link('https://')],
    ['an empty user in it', link('https://@files.example.org/')],
    ['an empty fragment in it', link('https://files.example.org/#')],
    ['a slash more before the host', link('https:///evil.example/a.pail')],
    ['more than 2,048 characters', link(`https://x/${'a'.repeat(2048)}`)],
  ])('refuses %s', (_what, raw) => {
    expect(parseDeepLink(raw, 'pail').kind).toBe('refused');
  });

  it('says of a refused link whether it was one to a profile', () => {
    expect(parseDeepLink(link('http://files.example.org/a.pail'), 'pail')).toMatchObject({ isOfProfile: true });
    expect(parseDeepLink('pail://profile', 'pail')).toMatchObject({ kind: 'refused', isOfProfile: true });
    expect(parseDeepLink('pail://auth/callback?code=c', 'pail')).toMatchObject({ kind: 'refused', isOfProfile: false });
  });
});

describe('arguments', () => {
  it('have one link, whatever else stands among them', () => {
    expect(linkAmong(['--flag', good], 'pail')).toMatchObject({ kind: 'callback' });
    expect(linkAmong(['--protocol-launcher', '--', good, '--gpu-launcher=x'], 'pail')).toMatchObject({
      kind: 'callback',
    });
    expect(linkAmong(['pail://evil', 'x.pail'], 'pail')).toMatchObject({ kind: 'refused', reason: 'unknown host' });
  });

  it.each([
    ['nothing', []],
    ['a switch that looks like one', ['--pail://auth']],
    ['what only holds one', [`x${good}`, ` ${good}`]],
  ])('are no link: %s', (_what, argv) => {
    expect(linkAmong(argv, 'pail')).toBeNull();
  });

  it.each([
    ['the same twice', [good, good]],
    ['one of them in capitals', [good, good.toUpperCase()]],
    ['two that differ', [good, 'pail://auth/logout']],
  ])('with two links at once have none that counts: %s', (_what, argv) => {
    expect(linkAmong(argv, 'pail')).toMatchObject({ kind: 'refused', reason: 'more than one link' });
  });

  it.each([
    'pail:../../home/ana/Downloads/A.pail',
    'pail://auth/callback?/../../A.pail',
    'file://server/A.pail',
    'file:A.pail',
    'file:///a%2FA.pail',
    'file:///%ffA.pail',
    'file:///%00A.pail',
    'https://x/A.pail',
  ])('takes no address for a profile: %s', (argument) => {
    expect(filesIn([argument])).toEqual([]);
  });

  it('takes a path with a drive', () => {
    expect(filesIn(['C:\\Users\\ana\\A.pail'])).toEqual(['C:\\Users\\ana\\A.pail']);
  });

  it('takes the address of a file of this computer, as file managers write it', () => {
    const file = path.resolve('/home/ana/A bü.pail');
    const { href } = pathToFileURL(file);
    expect(href).toMatch(/A%20b%C3%BC\.pail$/);
    expect(filesIn([href, href.replace(/^file/, 'FILE')])).toEqual([file, file]);
  });

  it('takes no switch for a profile, and any file for one that may be', () => {
    const files = ['a.pail', '/b/C.PAIL', 'd.json', 'notes.txt', 'e'];
    expect(filesIn(['--gpu-launcher=x.pail', '-x', '--', '', ...files])).toEqual(files);
  });

  it('does not take the folder of the app for a file, where that is an argument', () => {
    const behind = (...argv: string[]) => behindApp(argv, path.resolve('/src/pail'), path.resolve('/src'));
    expect(behind('-r', 'hook.js', '--x', 'pail', 'a.pail')).toEqual(['a.pail']);
    expect(behind('/src/pail/', '--', 'a.pail', 'pail')).toEqual(['--', 'a.pail', 'pail']);
    expect(behind('--x', 'a.pail')).toEqual(['--x', 'a.pail']);
  });
});
