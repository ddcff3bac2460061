import { expect, it, vi } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import type { SecretValue } from '../../shared/model/profile/secrets.ts';
import type { Account } from '../identity/account.ts';
import { ServiceNetwork } from '../network/service-network.ts';
import { unsigned } from '../profiles/profile-file.ts';
import { splitSecrets } from '../profiles/profile-secrets.ts';
import type { StoredProfile } from '../profiles/profile-store.ts';
import { versionOfFile } from '../profiles/stored-profile.ts';
import { ProfileKeySources } from './key-sources.ts';

const profile = profileSchema.parse({
  version: 1,
  name: 'Keys',
  signIn: { issuer: 'https://sign-in.example', clientId: 'c' },
  storage: { region: 'eu-west-1' },
  credentials: [
    { id: 'lasting', kind: 'static', accessKeyId: 'AK1', secretAccessKey: 'secret 1' },
    { id: 'ending', kind: 'static', accessKeyId: 'AK2', secretAccessKey: 'secret 2', sessionToken: 'token 2' },
  ],
  locations: [{ label: 'L', bucket: 'bkt' }],
});
const { bare, secrets } = splitSecrets(profile);
const kept = { id: 'p', managed: false, previous: null, setAside: null, updates: null };
const stored = { ...versionOfFile(unsigned(profile)), ...kept };
const plain = (value: SecretValue | undefined) => (typeof value === 'string' ? value : null);
const sources = new ProfileKeySources(
  { get: () => stored, secret: async (_, name) => plain(secrets.get(name)) },
  new ServiceNetwork(),
);
const account = { id: 'a', profileId: 'p' } as Account;

function keysOf(sourceId: string, accessKeyId: string) {
  const credentials = { kind: 'static', sourceId, accessKeyId } as const;
  return sources.ofProfile({ account, credentials }, credentials);
}

it('a session token is a secret: it leaves the profile, and comes back with its key only', async () => {
  expect(JSON.stringify(bare)).not.toMatch(/secret 1|secret 2|token 2/);
  expect(await keysOf('lasting', 'AK1')).toEqual({ accessKeyId: 'AK1', secretAccessKey: 'secret 1' });
  expect(await keysOf('ending', 'AK2')).toEqual({
    accessKeyId: 'AK2',
    secretAccessKey: 'secret 2',
    sessionToken: 'token 2',
  });
});

it('STS is reached with the authorities of the profile and those of the store that it is at', async () => {
  const trusting = vi.fn(() => ({ request: () => Promise.reject(new Error('not sent')), destroy: () => undefined }));
  const storage = { ...bare.storage, certificateAuthorities: 'OF PROFILE' };
  const stored = { id: 'p', profile: { ...bare, storage }, secretNames: [] } as unknown as StoredProfile;
  const over = new ProfileKeySources({ get: () => stored, secret: async () => null }, { trusting });
  const session = { sub: 'u' } as Account['session'];
  const role = { kind: 'webIdentity', sourceId: 's', region: 'r', durationSeconds: 900 } as const;
  for (const more of [{}, { stsEndpoint: 'https://minio.example', certificateAuthorities: 'OF STORE' }]) {
    const asked = over.forToken({ account: { ...account, session }, credentials: { ...role, ...more } }, 'token');
    await expect(asked).rejects.toThrow();
  }
  expect(trusting.mock.calls).toEqual([['OF PROFILE'], ['OF PROFILE\nOF STORE']]);
});
