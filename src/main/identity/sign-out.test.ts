import { expect, it, vi } from 'vitest';
import { PailError } from '../../shared/errors.ts';
import type { OidcClient, TokenSet } from './oidc-client.ts';
import { Session } from './session.ts';
import { endSession } from './sign-out.ts';

const tokens: TokenSet = { idToken: 'id', refreshToken: 'refresh', claims: { sub: 'u' }, issuedAt: 0, expiresAt: 0 };
const openBrowser = async (): Promise<void> => undefined;

function sessionOver(refresh: OidcClient['refresh']) {
  const revoke = vi.fn(async () => 'revoked' as const);
  const client = { refresh, revoke } as unknown as OidcClient;
  const listener = { tokens: vi.fn(async () => undefined), expired: vi.fn() };
  return { session: new Session(client, tokens, listener), revoke, listener };
}

it('what is kept is forgotten at once, also where a refresh under way has no answer yet', async () => {
  let answer = (_: TokenSet): void => undefined;
  const { session, revoke, listener } = sessionOver(() => new Promise((resolve) => (answer = resolve)));
  const refreshing = session.idToken();
  const forget = vi.fn(async () => undefined);
  const ended = endSession(session, false, { forget, openBrowser });
  expect(forget).toHaveBeenCalledTimes(1);
  answer({ ...tokens, refreshToken: 'rotated' });
  await expect(refreshing).rejects.toMatchObject({ failure: { code: 'session-expired' } });
  expect(await ended).toMatchObject({ service: 'revoked', failure: null });
  expect(revoke).toHaveBeenCalledWith('rotated');
  expect(listener.tokens).not.toHaveBeenCalled();
});

it('a disk that does not forget does not keep the service from being told', async () => {
  const { session, revoke } = sessionOver(() => Promise.reject(new Error('not asked')));
  const forget = () => Promise.reject(new PailError('settings-unwritable'));
  await expect(endSession(session, false, { forget, openBrowser })).rejects.toMatchObject({
    failure: { code: 'settings-unwritable' },
  });
  expect(revoke).toHaveBeenCalledWith('refresh');
});
