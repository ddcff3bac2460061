/** A computer whose clock is wrong, which is as if the service lived at another time. */
import { afterEach, describe, expect, it } from 'vitest';
import { OidcClient } from '../../src/main/identity/oidc-client.ts';
import type { UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { ana, answerOf, Installation, settingsFor } from './sign-in-fixture.ts';

const TWENTY_MINUTES = 20 * 60;
const THREE_DAYS = 3 * 24 * 3600;
/** Tokens are good for five minutes, Cognito's least: with the clock 20 minutes ahead they are long over when they come. */
const FIVE_MINUTES = 5 * 60;

describe('a clock that is wrong', () => {
  let pool: UserPool;
  let pail: Installation;

  async function start(): Promise<string> {
    pool = await startUserPool({
      users: [ana],
      redirectUris: ['pail://auth/callback'],
      logoutUris: [],
      idTokenSeconds: FIVE_MINUTES,
      rotateRefreshTokens: true,
      rotationGraceSeconds: 60,
    });
    pail = await Installation.create(pool);
    return pail.importProfile();
  }
  afterEach(async () => {
    await pail.remove();
    await pool.stop();
  });

  const refreshes = () => pool.requests.filter(({ form }) => form?.['grant_type'] === 'refresh_token').length;
  const session = () => {
    const [account] = pail.accounts.list();
    if (!account) throw new Error('nobody is signed in');
    return account.session;
  };
  /** The difference that was measured, in seconds; a Date is cut off to whole ones. */
  const measured = (): number => Math.round((pail.accounts.clocks()[0]?.skew ?? Number.NaN) / 1000);
  const message = async (profileId: string): Promise<string> => {
    const state = await pail.stateOf(profileId);
    return state.phase === 'failed' ? state.failure.message : state.phase;
  };

  it.each([
    ['behind', TWENTY_MINUTES],
    ['ahead', -TWENTY_MINUTES],
  ])('20 minutes %s: signed in, and tokens are judged by the service’s clock', async (_which, offset) => {
    const profileId = await start();
    pool.faults.clockOffsetSeconds = offset;
    expect(await pail.signIn(profileId)).toBe('signed in');
    expect(Math.abs(measured() - offset)).toBeLessThanOrEqual(5);
    expect(await session().idToken()).toBe(await session().idToken());
    expect(refreshes()).toBe(0);
    expect(await session().idToken(true)).toBeTypeOf('string');
    expect(pail.accounts.list()[0]?.state).toBe('active');
  });

  it.each([TWENTY_MINUTES, -TWENTY_MINUTES])(
    'off by %i s: a token is over by this clock when it is by the service’s',
    async (offset) => {
      await start();
      pool.faults.clockOffsetSeconds = offset;
      const client = await OidcClient.discover(settingsFor(pool));
      const { pending, search } = await answerOf(client);
      const asked = Date.now();
      const tokens = await client.exchange(`?${search}`, pending);
      const slack = 5000;
      expect(tokens.issuedAt).toBeGreaterThan(asked - slack);
      expect(tokens.issuedAt).toBeLessThan(Date.now() + slack);
      expect(tokens.expiresAt - tokens.issuedAt).toBe(FIVE_MINUTES * 1000);
    },
  );

  it('that agrees is left alone', async () => {
    const profileId = await start();
    expect(await pail.signIn(profileId)).toBe('signed in');
    expect(Math.abs(measured())).toBeLessThanOrEqual(5);
  });

  it('set while somebody is signed in: the next refresh is judged by the new difference', async () => {
    const profileId = await start();
    await pail.signIn(profileId);
    pool.faults.clockOffsetSeconds = -TWENTY_MINUTES;
    expect(await session().idToken(true)).toBeTypeOf('string');
    expect(Math.abs(measured() + TWENTY_MINUTES)).toBeLessThanOrEqual(5);
  });

  it('3 days ahead is not corrected but named', async () => {
    const profileId = await start();
    pool.faults.clockOffsetSeconds = -THREE_DAYS;
    expect(await pail.signIn(profileId)).toBe('sign-in-clock');
    expect(await message(profileId)).toContain('The clock of this computer is 3 days ahead');
  });

  it('without a Date in the answers is named by the time of the token', async () => {
    const profileId = await start();
    pool.faults.clockOffsetSeconds = -TWENTY_MINUTES;
    pool.faults.noDate = true;
    expect(await pail.signIn(profileId)).toBe('sign-in-clock');
    expect(await message(profileId)).toContain('The clock of this computer is 20 minutes ahead');
  });

  it('is not blamed for a token that has expired', async () => {
    const profileId = await start();
    pool.faults.nextToken = 'expired';
    expect(await pail.signIn(profileId)).toBe('sign-in-rejected');
  });
});
