import { describe, expect, it, vi } from 'vitest';
import { PailError } from '../../shared/errors.ts';
import type { OidcClient, TokenSet } from './oidc-client.ts';
import { Session, type SessionListener } from './session.ts';

const tokens = (number: number, expiresAt: number): TokenSet => ({
  idToken: `id-${number}`,
  refreshToken: `refresh-${number}`,
  claims: { sub: 'u' },
  issuedAt: 0,
  expiresAt,
});

function makeSession(
  refresh: OidcClient['refresh'],
  now: () => number,
  listener: Partial<SessionListener> = {},
  first = tokens(0, 1_000_000),
) {
  const client = { refresh, revoke: vi.fn(async () => undefined) } as unknown as OidcClient;
  const heard = { tokens: vi.fn(async () => undefined), expired: vi.fn(), ...listener };
  return { session: new Session(client, first, heard, now), heard, client };
}

describe('Session', () => {
  it('gives the token it has while that is good for a minute', async () => {
    const refresh = vi.fn();
    const { session } = makeSession(refresh, () => 900_000);
    expect(await session.idToken()).toBe('id-0');
    expect(refresh).not.toHaveBeenCalled();
  });

  it('uses a token with a short life for nearly all of it', async () => {
    let now = 0;
    const issued = (number: number): TokenSet => {
      const second = Math.floor(now / 1000);
      return { ...tokens(number, (second + 60) * 1000), issuedAt: second * 1000 };
    };
    const refresh = vi.fn(async () => issued(1));
    const { session } = makeSession(refresh, () => now, {}, issued(0));
    now = 53_000;
    expect(await session.idToken()).toBe('id-0');
    now = 55_000;
    expect(await session.idToken()).toBe('id-1');
    expect(await session.idToken()).toBe('id-1');
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('refreshes once for many callers, and keeps the new refresh token before using it', async () => {
    const order: string[] = [];
    const refresh = vi.fn(async () => tokens(1, 9_000_000));
    const { session } = makeSession(refresh, () => 950_000, { tokens: async () => void order.push('kept') });
    const given = await Promise.all([session.idToken(), session.idToken(), session.idToken()]);
    order.push('given');
    expect(given).toEqual(['id-1', 'id-1', 'id-1']);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(refresh).toHaveBeenCalledWith('refresh-0', 'u');
    expect(order).toEqual(['kept', 'given']);
  });

  it.each(['issuer-unreachable', 'tls-untrusted', 'sign-in-rejected'] as const)('stays after %s', async (code) => {
    const refresh = vi.fn(async () => {
      throw new PailError(code);
    });
    const { session, heard } = makeSession(refresh, () => 2_000_000);
    await expect(session.idToken()).rejects.toMatchObject({ failure: { code } });
    expect(heard.expired).not.toHaveBeenCalled();
  });

  it('expires when the issuer refuses', async () => {
    for (const code of ['session-expired', 'client-rejected'] as const) {
      const { session, heard } = makeSession(
        vi.fn(async () => {
          throw new PailError(code);
        }),
        () => 2_000_000,
      );
      await expect(session.idToken()).rejects.toMatchObject({ failure: { code: 'session-expired' } });
      expect(heard.expired).toHaveBeenCalledTimes(1);
    }
  });

  it('forgets before it revokes', async () => {
    const { session, client } = makeSession(vi.fn(), () => 0);
    const revoke = await session.end();
    expect(session.claims).toEqual({});
    await revoke();
    expect(client.revoke).toHaveBeenCalledWith('refresh-0');
    await expect(session.idToken()).rejects.toMatchObject({ failure: { code: 'session-expired' } });
    expect(session.claims).toEqual({});
  });

  it('ended in mid-refresh: the token that came last is the one revoked, and none is kept', async () => {
    let answer: (next: TokenSet) => void = () => undefined;
    const refresh = vi.fn(() => new Promise<TokenSet>((resolve) => (answer = resolve)));
    const { session, client, heard } = makeSession(refresh, () => 2_000_000);
    const asked = session.idToken();
    const ending = session.end();
    answer(tokens(1, 9_000_000));
    await expect(asked).rejects.toMatchObject({ failure: { code: 'session-expired' } });
    await (await ending)();
    expect(client.revoke).toHaveBeenCalledWith('refresh-1');
    expect(heard.tokens).not.toHaveBeenCalled();
  });
});
