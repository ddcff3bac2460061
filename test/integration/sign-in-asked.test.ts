/** What a person asks of a sign-in that cannot be had: there is none, or what it needs is not there. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileSecretStore, memorySecretStore } from '../../src/main/platform/secret-store.ts';
import { toFailure } from '../../src/shared/errors.ts';
import type { UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { ana, Installation } from './sign-in-fixture.ts';

describe('a sign-in', () => {
  let pool: UserPool;
  let pail: Installation;

  beforeAll(async () => {
    pool = await startUserPool({ users: [ana], redirectUris: ['pail://auth/callback'], logoutUris: [] });
  });
  afterAll(() => pool.stop());
  beforeEach(async () => {
    pail = await Installation.create(pool, 'memory');
  });
  afterEach(() => pail.remove());

  /** The next run has what the disk kept, which is no secret where there is no keyring. */
  async function restartWithoutSecrets(): Promise<void> {
    pail.secrets = await memorySecretStore(path.join(pail.directory, 'secrets.json'));
    await pail.restart();
  }

  const pendingCode = (profileId: string): string => {
    try {
      return pail.accounts.pending(profileId).url.href;
    } catch (error) {
      return toFailure(error).code;
    }
  };

  it('that nobody started, was cancelled or has ended has no address to copy', async () => {
    const profileId = await pail.importProfile();
    expect(pendingCode(profileId)).toBe('sign-in-not-pending');
    await pail.accounts.signIn(profileId);
    expect(pendingCode(profileId)).toContain(pool.origin);
    pail.accounts.cancel(profileId);
    expect(pendingCode(profileId)).toBe('sign-in-not-pending');
    expect(await pail.signIn(profileId)).toBe('signed in');
    expect(pendingCode(profileId)).toBe('sign-in-not-pending');
  });

  it('without the secret that this computer could not keep opens no browser, and says which one it needs', async () => {
    const profileId = await pail.importProfile();
    await restartWithoutSecrets();
    await expect(pail.accounts.signIn(profileId)).rejects.toMatchObject({
      failure: { code: 'profile-secret-missing', message: expect.stringContaining('client secret') },
    });
    expect([pail.opened, (await pail.stateOf(profileId)).phase]).toEqual([[], 'idle']);
    await pail.profiles.provideSecret(profileId, 'clientSecret', pool.clientSecret);
    expect(await pail.signIn(profileId)).toBe('signed in');
  });

  it('that the disk does not take lasts until Pail quits, which is told once', async () => {
    const kept = path.join(pail.directory, 'kept');
    await mkdir(kept);
    // What a system's keyring does to a text matters to nobody here.
    const cipher = {
      encrypt: async (plain: string) => Buffer.from(plain),
      decrypt: async (blob: Buffer) => ({ plain: blob.toString(), renew: false }),
    };
    pail.secrets = await fileSecretStore(path.join(kept, 'secrets.json'), cipher);
    await pail.restart();
    const profileId = await pail.importProfile();
    // No file can be made in what is itself a file: whoever the tests run as, the system says no.
    await rm(kept, { recursive: true });
    await writeFile(kept, '');
    expect(await pail.signIn(profileId)).toBe('signed in');
    await pail.accounts.list()[0]?.session.idToken(true);
    expect(pail.reported).toEqual(['session-not-kept']);
    expect(pail.accounts.summaries()).toMatchObject([{ state: 'active', remembered: false }]);
  });

  it('of a profile that is gone is not started', async () => {
    const profileId = await pail.importProfile();
    await pail.profiles.remove(profileId);
    await expect(pail.accounts.signIn(profileId)).rejects.toMatchObject({ failure: { code: 'not-found' } });
    expect(pail.opened).toEqual([]);
  });
});
