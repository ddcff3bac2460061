/** The box for the final address: what may be pasted there, for either kind of redirect. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toFailure } from '../../shared/errors.ts';
import { accountHandlers } from './account-handlers.ts';
import type { Services } from './services.ts';

vi.mock('electron', () => ({ app: { isPackaged: true }, clipboard: { writeText: vi.fn() } }));

const SCHEME = 'pail://auth/callback';
const LOOPBACK = 'http://127.0.0.1:49152/callback';
const ANSWER = '?code=c&state=awaited';

describe.each([
  ['the scheme', SCHEME],
  ['a loopback redirect', LOOPBACK],
])('pasted for %s', (_kind, redirectUri) => {
  const takeCallback = vi.fn(({ state }: { state: string }) => state === 'awaited');
  const accounts = { pending: () => ({ url: new URL('https://login.example'), redirectUri }), takeCallback };
  const handlers = accountHandlers({ accounts } as unknown as Services);
  beforeEach(() => {
    takeCallback.mockClear();
  });

  const paste = (address: string): string => {
    try {
      handlers.pasteCallback('profile', address);
      return 'taken';
    } catch (error) {
      return toFailure(error).code;
    }
  };

  it('the final address is taken, with what a copy may have around it', () => {
    expect(paste(`  ${redirectUri}${ANSWER}\n`)).toBe('taken');
    expect(takeCallback).toHaveBeenCalledWith({ state: 'awaited', search: ANSWER });
  });

  it.each([
    ['nothing', () => ''],
    ['words', () => 'the page that I see'],
    ['another site', () => `https://example.com/callback${ANSWER}`],
    ['the other kind of redirect', () => `${redirectUri === SCHEME ? LOOPBACK : SCHEME}${ANSWER}`],
    ['another path', () => `${redirectUri}/x${ANSWER}`],
    ['another port', () => `${redirectUri.replace('auth', 'auth:1').replace('49152', '49153')}${ANSWER}`],
    ['a user', () => `${redirectUri.replace('://', '://user@')}${ANSWER}`],
    ['a fragment', () => `${redirectUri}${ANSWER}#token`],
    ['no code', () => `${redirectUri}?state=awaited`],
    ['no state', () => `${redirectUri}?code=c`],
    ['a repeated state', () => `${redirectUri}${ANSWER}&state=awaited`],
    ['an unknown parameter', () => `${redirectUri}${ANSWER}&next=x`],
    ['10 kB', () => `${redirectUri}?code=${'c'.repeat(10_000)}&state=awaited`],
  ])('%s is refused before anybody hears of it', (_what, address) => {
    expect(paste(address())).toBe('callback-invalid');
    expect(takeCallback).not.toHaveBeenCalled();
  });

  it('the answer of another sign-in is refused', () => {
    expect(paste(`${redirectUri}?code=c&state=foreign`)).toBe('callback-invalid');
  });
});
