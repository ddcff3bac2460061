import { expect, test, vi } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import { evaluateMapping } from '../mapping/evaluate.ts';
import { accessHandlers } from './access-handlers.ts';
import type { Services } from './services.ts';

const { writeText } = vi.hoisted(() => ({ writeText: vi.fn() }));
vi.mock('electron', () => ({ clipboard: { writeText } }));

const CLAIMS = {
  sub: '3b1f7c52',
  email: 'ana@acme.example',
  'cognito:groups': ['team-a'],
  'custom:staffId': 'E-4711',
  'custom:long': 'x'.repeat(2000),
};
const PROFILE = profileSchema.parse({
  version: 1,
  name: 'Acme',
  signIn: { issuer: 'https://id.example.org', clientId: 'abc' },
  storage: { region: 'eu-west-1' },
  credentials: [
    { id: 'home', kind: 'webIdentity', roleArn: 'arn:aws:iam::111122223333:role/home' },
    { id: 'shared', kind: 'static', accessKeyId: 'AKIASECRETSECRET' },
  ],
  locations: [
    { label: 'Files of ${claim:email}', bucket: 'homes', prefix: '${claim:sub}/', credentials: 'home' },
    { label: 'Staff', bucket: 'staff', prefix: '${claim:custom:staffId}/', credentials: 'home' },
    { label: 'Finance', bucket: 'finance', when: { claim: 'cognito:groups', has: 'finance' }, credentials: 'shared' },
  ],
});

function setUp() {
  const mapping = evaluateMapping('a', PROFILE, CLAIMS);
  const account = {
    id: 'a',
    profileId: 'p',
    mapping,
    session: { claims: CLAIMS, tokenUntil: 1_800_000_000_000, renews: true },
  };
  const keys = mapping.locations.map(({ credentials }) => ({ credentials, isHeld: true, until: 1_800_000_000_000 }));
  const services = {
    accounts: {
      list: () => [account],
      get: () => account,
      summary: () => ({ displayName: 'Ana', state: 'active', remembered: true }),
    },
    profiles: { get: () => ({ profile: PROFILE }) },
    credentials: { keysOf: () => keys },
  } as unknown as Services;
  return accessHandlers(services);
}

test('tells what a person may see, why, and of what the sign-in is', async () => {
  const access = await setUp().read('a');
  expect(access).toMatchObject({ displayName: 'Ana', profileName: 'Acme', issuer: 'https://id.example.org' });
  expect(access.claims.map(({ name }) => name)).toEqual([
    'cognito:groups',
    'custom:long',
    'custom:staffId',
    'email',
    'sub',
  ]);
  expect(access.claims[0]?.value).toBe('["team-a"]');
  expect(access.claims[1]?.value).toHaveLength(500);
  expect(access.keys[0]).toMatchObject({ sourceId: 'home', state: 'held', until: 1_800_000_000_000 });
  const [home, , finance] = access.explanation.rules;
  expect(home?.places[0]).toMatchObject({ location: { bucket: 'homes', prefix: '3b1f7c52/' } });
  expect(finance?.reason?.code).toBe('rule-not-met');
  // Whoever holds the profile knows it, but it is of no use here.
  expect(JSON.stringify(access)).not.toContain('AKIASECRETSECRET');
});

test('the text for others has the rules, and of the person what they want it to have', async () => {
  const handlers = setUp();
  await handlers.copy('a', true);
  const [[whole]] = writeText.mock.calls as [[string]];
  expect(whole).toContain('Files of ana@acme.example: homes/3b1f7c52/');
  expect(whole).toContain('staff/E-4711/');
  expect(whole).toContain('3. Finance: ');
  expect(whole).toContain('email: ana@acme.example');
  await handlers.copy('a', false);
  const [, [masked]] = writeText.mock.calls as [[string], [string]];
  expect(masked).toContain('3. Finance: ');
  expect(masked).toContain('\n  email\n');
  expect(masked).not.toMatch(/ana@acme|3b1f7c52|E-4711/);
});
