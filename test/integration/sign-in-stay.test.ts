/** “Stay signed in”: what the profile says, what the person chooses, and what the keyring has of it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { ana, Installation } from './sign-in-fixture.ts';

describe('stay signed in', () => {
  let pool: UserPool;
  let pail: Installation;

  beforeAll(async () => {
    pool = await startUserPool({ users: [ana], redirectUris: ['pail://auth/callback'], logoutUris: [] });
  });
  afterAll(() => pool.stop());
  afterEach(() => pail.remove());

  const kept = (profileId: string) => pail.secrets.get(`session:${profileId}`);
  const chosen = async () => (await pail.accounts.profileSummaries()).map(({ staySignedIn }) => staySignedIn);
  const remembered = () => pail.accounts.summaries().map((account) => account.remembered);

  async function nextRun(): Promise<number> {
    await pail.restart();
    await pail.accounts.restore();
    return pail.accounts.list().length;
  }

  it.each([
    ['nothing', undefined, true],
    ['on', true, true],
    ['off', false, false],
  ])('is what the profile says until somebody chooses: %s', async (_says, staySignedIn, stays) => {
    pail = await Installation.create(pool);
    const profileId = await pail.importProfile({ staySignedIn });
    expect(await chosen()).toEqual([stays]);
    await pail.signIn(profileId);
    expect(remembered()).toEqual([stays]);
    expect((await kept(profileId)) !== null).toBe(stays);
    expect(await nextRun()).toBe(stays ? 1 : 0);
  });

  it.each([true, false])('is what the person chose, against the profile, in the next run as well: %s', async (stay) => {
    pail = await Installation.create(pool);
    const profileId = await pail.importProfile({ staySignedIn: !stay });
    await pail.accounts.setStaySignedIn(profileId, stay);
    await pail.signIn(profileId);
    expect([await chosen(), remembered()]).toEqual([[stay], [stay]]);
    expect(await nextRun()).toBe(stay ? 1 : 0);
    expect(await chosen()).toEqual([stay]);
  });

  it('turned off deletes what is kept at once, and the session goes on without', async () => {
    pail = await Installation.create(pool);
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    await pail.accounts.setStaySignedIn(profileId, false);
    expect(await kept(profileId)).toBeNull();
    expect(remembered()).toEqual([false]);
    expect(await pail.accounts.list()[0]?.session.idToken(true)).toBeTypeOf('string');
    expect(await kept(profileId)).toBeNull();
  });

  it('turned on keeps the session that is there', async () => {
    pail = await Installation.create(pool);
    const profileId = await pail.importProfile({ staySignedIn: false });
    await pail.signIn(profileId);
    await pail.accounts.setStaySignedIn(profileId, true);
    expect(remembered()).toEqual([true]);
    expect(await nextRun()).toBe(1);
  });

  it('turned off while the keyring writes leaves nothing', async () => {
    pail = await Installation.create(pool);
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    const { set } = pail.secrets;
    let off: Promise<void> = Promise.resolve();
    pail.secrets.set = async (key, value) => {
      off = pail.accounts.setStaySignedIn(profileId, false);
      await new Promise((resolve) => setImmediate(resolve));
      await set(key, value);
    };
    await pail.accounts.list()[0]?.session.idToken(true);
    await off;
    expect(await kept(profileId)).toBeNull();
    expect(remembered()).toEqual([false]);
  });

  it('is off without a keyring, whatever was said', async () => {
    pail = await Installation.create(pool, 'memory');
    const profileId = await pail.importProfile({ staySignedIn: true });
    await pail.accounts.setStaySignedIn(profileId, true);
    await pail.signIn(profileId);
    expect([await chosen(), remembered()]).toEqual([[false], [false]]);
    expect(await kept(profileId)).toBeNull();
  });
});
