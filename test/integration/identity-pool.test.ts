/** Keys from a Cognito identity pool: the stand-in verifies tokens and hands out real keys of the store's STS. */
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { StorageCredentials } from '../../src/main/engine/protocol.ts';
import type { IdentityFault, IdentityPool } from '../support/cognito/identity-pool.ts';
import type { UserPool } from '../support/cognito/user-pool.ts';
import { httpStatus, plainS3 } from '../support/plain-clients.ts';
import { KeysOfMain, poolWithRoles, refreshesOf } from './keys-fixture.ts';

const world = inject('world');

let pool: UserPool;
let identityPool: IdentityPool;
let groups: readonly string[];
let main: KeysOfMain;
beforeAll(async () => {
  const made = await poolWithRoles(world.rgw);
  ({ pool, groups } = made);
  identityPool = pool.openIdentityPool(world.rgw.endpoint);
});
afterAll(() => pool.stop());

beforeEach(async () => {
  const source = (id: string, more: object) => ({
    id,
    kind: 'identityPool',
    identityPoolId: identityPool.id,
    endpoint: identityPool.endpoint,
    ...more,
  });
  const place = (label: string, credentials: string) => ({ label, bucket: 'teams', prefix: 'x/', credentials });
  main = await KeysOfMain.start(pool, {
    storage: { region: 'us-east-1', endpoint: world.rgw.endpoint },
    credentials: [
      source('group', { roleArn: 'arn:aws:iam:::role/${item}' }),
      source('preferred', { roleArn: '${claim:cognito:preferred_role|path}' }),
      source('chosen', {}),
      source('stranger', { roleArn: 'arn:aws:iam:::role/finance' }),
      source('other', { identityPoolId: 'us-east-1:00000000-0000-0000-0000-000000000000' }),
    ],
    locations: [
      {
        label: '${item}',
        forEach: { claim: 'cognito:groups' },
        bucket: 'teams',
        prefix: '${item}/',
        credentials: 'group',
      },
      place('Preferred', 'preferred'),
      place('Chosen', 'chosen'),
      place('Stranger', 'stranger'),
      place('Other', 'other'),
    ],
  });
  await main.signIn();
});
afterEach(async () => {
  identityPool.faults.all = undefined;
  identityPool.faults.nextKeys = undefined;
  identityPool.faults.hold = undefined;
  await main.remove();
});

const callsSince = (from: number): readonly string[] => identityPool.calls.slice(from);

async function lists(keys: StorageCredentials, folder: string): Promise<number | undefined> {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = keys;
  const s3 = plainS3(world.rgw.endpoint, { accessKeyId, secretAccessKey, sessionToken });
  const status = await httpStatus(s3.send(new ListObjectsV2Command({ Bucket: 'teams', Prefix: folder })));
  s3.destroy();
  return status;
}

test('each group has keys of its own role, and the person is identified once', async () => {
  const from = identityPool.calls.length;
  const [north = '', south = ''] = groups;
  const [ofNorth, ofSouth] = await Promise.all([main.keys(north), main.keys(south)]);
  expect([await lists(ofNorth, `${north}/`), await lists(ofNorth, `${south}/`)]).toEqual([200, 403]);
  expect([await lists(ofSouth, `${south}/`), await lists(ofSouth, `${north}/`)]).toEqual([200, 403]);
  expect(ofNorth.expiresAt).toBeGreaterThan(Date.now());
  await main.keys(north, true);
  expect(callsSince(from).filter((call) => call === 'GetId')).toHaveLength(1);
  expect(callsSince(from).filter((call) => call === 'GetCredentialsForIdentity')).toHaveLength(3);
});

test('the role may be that which the token prefers, or be left to the pool', async () => {
  const [north = '', south = ''] = groups;
  for (const label of ['Preferred', 'Chosen']) {
    const keys = await main.keys(label);
    expect([await lists(keys, `${north}/`), await lists(keys, `${south}/`)], label).toEqual([200, 403]);
  }
});

test('an identity that was deleted is made again', async () => {
  const [north = ''] = groups;
  await main.keys(north);
  identityPool.deleteIdentities();
  const from = identityPool.calls.length;
  expect(await lists(await main.keys(north, true), `${north}/`)).toBe(200);
  expect(callsSince(from)).toEqual(['GetCredentialsForIdentity', 'GetId', 'GetCredentialsForIdentity']);
});

test('a role that is not among those of the token is refused, by the pool', async () => {
  expect(await main.refusal('Stranger')).toBe('role-refused');
});

test('a pool that does not exist is named as such', async () => {
  expect(await main.refusal('Other')).toBe('identity-pool-missing');
});

test('a token that the pool takes for expired is refreshed once, and the keys come', async () => {
  const [north = ''] = groups;
  const refreshes = refreshesOf(pool);
  identityPool.faults.nextKeys = 'expired-token';
  expect(await lists(await main.keys(north), `${north}/`)).toBe(200);
  expect(refreshesOf(pool)).toBe(refreshes + 1);
});

test('where the new one is expired as well, it ends there', async () => {
  const [north = ''] = groups;
  const refreshes = refreshesOf(pool);
  identityPool.faults.all = 'expired-token';
  expect(await main.refusal(north)).toBe('credentials-expired');
  expect(refreshesOf(pool)).toBe(refreshes + 1);
});

test('a token that the pool does not accept is told as that', async () => {
  identityPool.faults.all = 'not-authorized';
  expect(await main.refusal(groups[0] ?? '')).toBe('token-refused');
});

test.each<[IdentityFault, string]>([
  ['throttled', 'throttled'],
  ['server-error', 'storage-unavailable'],
])('what the pool answers, %s, is told as %s', async (fault, code) => {
  identityPool.faults.all = fault;
  expect(await main.refusal(groups[0] ?? '')).toBe(code);
});

test('keys are asked for once for all who wait, and one who signs out meanwhile has none', async () => {
  const [north = ''] = groups;
  let goOn = (): void => undefined;
  identityPool.faults.hold = new Promise((resolve) => {
    goOn = resolve;
  });
  const from = identityPool.calls.length;
  const id = main.idOf(north);
  const waiting = Promise.all(Array.from({ length: 5 }, () => main.broker.get(id, false)));
  const signedOut = main.signOut();
  goOn();
  await Promise.all([waiting, signedOut]);
  expect(callsSince(from)).toEqual(['GetId', 'GetCredentialsForIdentity']);
  await expect(main.broker.get(id, false)).rejects.toMatchObject({ failure: { code: 'not-found' } });
  await main.signIn();
  await main.keys(north);
  // The next one to sign in is identified anew.
  expect(callsSince(from).slice(2)).toEqual(['GetId', 'GetCredentialsForIdentity']);
});
