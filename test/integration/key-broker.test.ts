/** What main does for keys that are refused or needed by many at once: one call of STS and one refresh of the token, whatever the engine asks. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { UserPool } from '../support/cognito/user-pool.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { type ShortKeys, startShortKeys } from '../support/short-keys.ts';
import { startEngine } from './engine-fixture.ts';
import { KeysOfMain, poolWithRoles, refreshesOf } from './keys-fixture.ts';

const world = inject('world');
const HOUR_MS = 3_600_000;

let pool: UserPool;
let groups: readonly string[];
let sts: ShortKeys;
beforeAll(async () => {
  ({ pool, groups } = await poolWithRoles(world.rgw));
  sts = await startShortKeys(world.rgw.endpoint, HOUR_MS);
});
afterAll(async () => {
  await sts.stop();
  await pool.stop();
});

function startMain(endpoint: string): Promise<KeysOfMain> {
  const source = (id: string, roleArn: string) => ({ id, kind: 'webIdentity', roleArn, stsEndpoint: sts.endpoint });
  return KeysOfMain.start(pool, {
    storage: { region: 'us-east-1', endpoint, pathStyle: true },
    credentials: [
      source('home', 'arn:aws:iam:::role/home-${claim:sub}'),
      source('group', 'arn:aws:iam:::role/${item}'),
    ],
    locations: [
      { label: 'Home', bucket: 'homes', prefix: '${claim:sub}/', credentials: 'home' },
      {
        label: '${item}',
        forEach: { claim: 'cognito:groups' },
        bucket: 'teams',
        prefix: '${item}/',
        credentials: 'group',
      },
    ],
  });
}

test('somebody whom the store sees for the first time gets keys for all roles at once', async () => {
  const main = await startMain(world.rgw.endpoint);
  await main.signIn();
  const keys = await Promise.all(['Home', ...groups].map((label) => main.keys(label)));
  expect(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size).toBe(3);
  await main.remove();
});

test('many requests whose keys the store refuses before their time cost one STS call and one refresh', async () => {
  const refusedTokens = new Set<string>();
  const proxy = await startFaultProxy({
    target: world.rgw.endpoint,
    expired: ({ 'x-amz-security-token': token }) => refusedTokens.has(String(token)),
  });
  const main = await startMain(proxy.endpoint);
  await main.signIn();
  const first = await main.keys('Home');
  refusedTokens.add(first.sessionToken ?? '');
  const [calls, refreshes] = [sts.calls, refreshesOf(pool)];
  const engine = startEngine(main.grants, undefined, { credentials: (id, refused) => main.broker.get(id, refused) });
  const home = main.grants.find(({ label }) => label === 'Home');
  const listings = Array.from({ length: 8 }, (_, index) => engine.listed(home?.id ?? '', `folder ${index}/`));
  const phases = (await Promise.all(listings)).map(({ phase }) => phase);
  expect(new Set(phases)).toEqual(new Set(['complete']));
  expect(proxy.requests.filter(({ fault }) => fault === 'expired-token').length).toBeGreaterThan(0);
  expect([sts.calls - calls, refreshesOf(pool) - refreshes]).toEqual([1, 1]);
  await engine.stop();
  await main.remove();
  await proxy.stop();
});

test('where new keys are refused as well, it is told, after one STS call and one refresh', async () => {
  const proxy = await startFaultProxy({
    target: world.rgw.endpoint,
    expired: (headers) => 'x-amz-security-token' in headers,
  });
  const main = await startMain(proxy.endpoint);
  await main.signIn();
  await main.keys('Home');
  const [calls, refreshes] = [sts.calls, refreshesOf(pool)];
  const engine = startEngine(main.grants, undefined, { credentials: (id, refused) => main.broker.get(id, refused) });
  const home = main.grants.find(({ label }) => label === 'Home');
  expect(await engine.listed(home?.id ?? '', '')).toMatchObject({ failure: { code: 'credentials-expired' } });
  expect([sts.calls - calls, refreshesOf(pool) - refreshes]).toEqual([1, 1]);
  await engine.stop();
  await main.remove();
  await proxy.stop();
});
