/** What happens to profiles and sign-ins while the keyring has not answered, as where it asks to be unlocked. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { ana, Installation } from './sign-in-fixture.ts';

describe('while the keyring has not answered', () => {
  let pool: UserPool;
  let pail: Installation;

  beforeAll(async () => {
    pool = await startUserPool({ users: [ana], redirectUris: ['pail://auth/callback'], logoutUris: [] });
  });
  afterAll(() => pool.stop());
  beforeEach(async () => {
    pail = await Installation.create(pool);
  });
  afterEach(() => pail.remove());

  /** Holds the answers about secrets whose names begin so, as they are when asked for; answers how to let them go. */
  function hold(beginning: string): () => void {
    const { get } = pail.secrets;
    let letGo = (): void => undefined;
    const unlocked = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    pail.secrets.get = async (key) => {
      const value = await get(key);
      if (key.startsWith(beginning)) await unlocked;
      return value;
    };
    return () => {
      pail.secrets.get = get;
      letGo();
    };
  }
  const refreshes = (): number =>
    pool.requests.filter(({ path, form }) => path === '/oauth2/token' && form?.['grant_type'] === 'refresh_token')
      .length;

  it('a sign-in ends with its profile: no browser opens on what the profile was', async () => {
    const profileId = await pail.importProfile();
    const letGo = hold('profile:');
    const signingIn = pail.accounts.signIn(profileId);
    await pail.accounts.forget(profileId);
    // It asks the keyring, too, for what it has of the version before.
    const importing = pail.importProfile({ loginHint: 'another version' });
    letGo();
    await Promise.all([importing, signingIn]);
    expect(pail.opened).toEqual([]);
    expect((await pail.stateOf(profileId)).phase).toBe('idle');
  });

  it('what was kept is not sent to the service of a profile that took the place of its own', async () => {
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    await pail.restart();
    const letGo = hold('session:');
    const restoring = pail.accounts.restore();
    await pail.accounts.forget(profileId);
    await pail.importProfile({ loginHint: 'another version' });
    const before = refreshes();
    letGo();
    await restoring;
    expect(refreshes()).toBe(before);
    expect(pail.accounts.list()).toEqual([]);
  });

  it('what was kept is not sent once its restore is cancelled', async () => {
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    await pail.restart();
    const letGo = hold('profile:');
    const begun = new Promise<void>((resolve) => {
      pail.changed = resolve;
    });
    const restoring = pail.accounts.restore();
    await begun;
    pail.accounts.cancel(profileId);
    const before = refreshes();
    letGo();
    await restoring;
    expect(refreshes()).toBe(before);
    expect(await pail.secrets.get(`session:${profileId}`)).not.toBeNull();
  });

  it('somebody who signs in is not interrupted by the restore', async () => {
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    await pail.restart();
    const letGo = hold('session:');
    const restoring = pail.accounts.restore();
    await pail.accounts.signIn(profileId);
    letGo();
    await restoring;
    expect((await pail.stateOf(profileId)).phase).toBe('waiting');
    expect(pail.callback(await pail.finalAddress())).toBe(true);
    expect(await pail.outcome(profileId)).toBe('signed in');
  });
});
