/**
 * An upload that outlives keys and ID tokens many times, with main's own sign-in, session and broker between the pool, STS and the engine, tied
 * as main ties them.
 */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { CredentialBroker } from '../../src/main/credentials/broker.ts';
import { mintGrants } from '../../src/main/credentials/grants.ts';
import { ProfileKeySources } from '../../src/main/credentials/key-sources.ts';
import { unsigned } from '../../src/main/profiles/profile-file.ts';
import { profileSchema } from '../../src/shared/model/profile/profile.ts';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import { serially } from '../../src/shared/serially.ts';
import { startUserPool, type UserPool } from '../support/cognito/user-pool.ts';
import { demoProfile } from '../support/demo-profile.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { tellFigures } from '../support/figures.ts';
import { createRoles, homeRole } from '../support/permissions.ts';
import { type ShortKeys, startShortKeys } from '../support/short-keys.ts';
import { inTier } from '../support/tier.ts';
import { type Bucket, localFolder, openBucket, startEngine, type TestEngine } from './engine-fixture.ts';
import { USUAL_OPTIONS } from './engine-setup.ts';
import { ana, Installation } from './sign-in-fixture.ts';

const PART_BYTES = 8 * 1_048_576;
const KEYS_MS = inTier(2_000, 30_000);
const TOKEN_SECONDS = inTier(4, 60);
const LIFETIMES = 10;
const AT_ONCE = 2;
/** More than one begins in each lifetime. */
const PARTS = inTier(20, 40);
const SIZE = PARTS * PART_BYTES;
const BYTES_PER_SECOND = Math.floor(SIZE / ((LIFETIMES * KEYS_MS) / 1000));
/** Of what is told of the end of keys and tokens, so much is made use of. */
const USED = 0.9;
const WAIT = { timeout: inTier(150_000, 1_200_000), interval: 20 };
const world = inject('world');

let pool: UserPool;
let sts: ShortKeys;
let proxy: FaultProxy;
let installation: Installation;
let bucket: Bucket;
let engine: TestEngine;
let profileId: string;
let path: string;
const ended: (() => unknown)[] = [];

beforeEach(async () => {
  const sub = crypto.randomUUID();
  pool = await startUserPool({
    users: [{ ...ana, sub }],
    redirectUris: ['pail://auth/callback'],
    logoutUris: [],
    x5c: true,
    idTokenSeconds: TOKEN_SECONDS,
  });
  ended.push(pool.stop);
  await createRoles(world.rgw, pool, [homeRole(sub)]);
  sts = await startShortKeys(world.rgw.endpoint, KEYS_MS);
  ended.push(sts.stop);
  proxy = await startFaultProxy({ target: world.rgw.endpoint, expired: sts.expired });
  ended.push(proxy.stop);
  bucket = openBucket('homes', `${sub}/`);
  ended.push(bucket.empty);
  installation = await Installation.create(pool);
  ended.push(() => installation.remove());
  const { issuer, clientId, clientSecret } = pool;
  const { shared } = world;
  const s3Endpoint = proxy.endpoint;
  const servers = { issuer, clientId, clientSecret, s3Endpoint, stsEndpoint: sts.endpoint, shared };
  profileId = (await installation.profiles.add(unsigned(profileSchema.parse(demoProfile(servers))))).id;
  startMain();
  const [folder, remove] = await localFolder();
  ended.push(remove);
  path = join(folder, 'long.bin');
  await writeFile(path, randomBytes(SIZE));
});
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

/** The broker and the engine, which hear of accounts as `start-services.ts` lets them. */
function startMain(): void {
  const broker = new CredentialBroker(new ProfileKeySources(installation.profiles, installation.network));
  engine = startEngine([], undefined, { credentials: (id, refused) => broker.get(id, refused) });
  // So that parts begin one after the other, and not many in one lifetime and none in the next.
  engine.setOptions({ ...USUAL_OPTIONS, uploadLimit: BYTES_PER_SECOND, requestsAtOnce: AT_ONCE });
  ended.push(engine.stop);
  const publish = serially(async () => {
    const { grants, requests } = await mintGrants(() => installation.accounts.list(), installation.profiles);
    broker.setRequests(requests);
    engine.setLocations(grants);
  });
  installation.changed = () => void publish();
}

/** Starts the upload to the person's own folder. */
function startUpload(): TransferSummary {
  const [account] = installation.accounts.list();
  const home = account?.mapping.locations.find(({ location }) => location.label === 'My files');
  return engine.startUpload(home?.location.id ?? '', '', [path]);
}

const summaryOf = async ({ id }: TransferSummary) => (await engine.transfers()).find((one) => one.id === id);
const refreshes = (): number => pool.requests.filter(({ form }) => form?.['grant_type'] === 'refresh_token').length;

/** That each part arrived once, and was refused at most once for each set of keys. */
function checkParts(): { refused: number } {
  const sent = proxy.requests.filter(({ method, query }) => method === 'PUT' && query.has('partNumber'));
  const refused = sent.filter(({ fault }) => fault === 'expired-token');
  const confirmed = proxy.confirmedParts.map(({ uploadId, partNumber }) => `${uploadId} ${partNumber}`);
  expect(confirmed).toHaveLength(PARTS);
  expect(new Set(confirmed).size).toBe(PARTS);
  const refusals = refused.map(({ query, accessKeyId }) => `${query.get('partNumber')} ${accessKeyId}`);
  expect(new Set(refusals).size).toBe(refusals.length);
  return { refused: refused.length };
}

test(
  'ten lifetimes of keys: no part fails, keys are asked for once a lifetime, tokens once a lifetime of theirs',
  async () => {
    expect(await installation.signIn(profileId)).toBe('signed in');
    const from = performance.now();
    const upload = startUpload();
    await vi.waitFor(async () => expect(await summaryOf(upload)).toMatchObject({ endedAt: expect.any(Number) }), WAIT);
    const elapsed = performance.now() - from;
    expect(await summaryOf(upload)).toMatchObject({ state: 'completed', items: { done: 1, failed: 0 } });
    const { refused } = checkParts();
    const broken = proxy.requests.filter(({ status, fault }) => status !== 200 && fault !== 'expired-token');
    expect(broken.filter(({ query }) => query.has('partNumber'))).toEqual([]);
    expect(await bucket.keys()).toHaveLength(1);
    // An end of keys in mid-way may be heard by what is on its way then.
    expect(refused).toBeLessThanOrEqual(AT_ONCE * sts.calls);
    // None are asked for while nothing begins.
    expect(sts.calls).toBeGreaterThanOrEqual(LIFETIMES / 2);
    expect(sts.calls).toBeLessThanOrEqual(Math.ceil(elapsed / (KEYS_MS * USED)) + 1);
    // The pool tells the end in whole seconds.
    expect(refreshes()).toBeGreaterThanOrEqual(2);
    expect(refreshes()).toBeLessThanOrEqual(Math.ceil(elapsed / ((TOKEN_SECONDS - 1) * 1000 * USED)) + 1);
    const figures = { parts: PARTS, 'refused by an end': refused, 'STS calls': sts.calls, refreshes: refreshes() };
    const lifetimes = (elapsed / KEYS_MS).toFixed(1);
    tellFigures(`${KEYS_MS / 1000} s keys, ${lifetimes} lifetimes: ${JSON.stringify(figures)}`);
  },
  WAIT.timeout + 60_000,
);

test(
  'a refresh that is refused in mid-upload: it waits, one sign-in mends it, and confirmed parts stay',
  async () => {
    expect(await installation.signIn(profileId)).toBe('signed in');
    const upload = startUpload();
    await vi.waitFor(() => expect(proxy.confirmedParts.length).toBeGreaterThan(1), WAIT);
    pool.faults.refuseRefresh = true;
    await vi.waitFor(async () => {
      expect(await summaryOf(upload)).toMatchObject({ state: 'parked', failure: { code: 'session-expired' } });
    }, WAIT);
    expect(installation.accounts.list()).toMatchObject([{ state: 'expired' }]);
    expect(await summaryOf(upload)).toMatchObject({ items: { failed: 0 }, endedAt: null });
    const before = proxy.confirmedParts.length;
    expect(before).toBeLessThan(PARTS);
    pool.faults.refuseRefresh = undefined;
    expect(await installation.signIn(profileId)).toBe('signed in');
    await vi.waitFor(async () => expect(await summaryOf(upload)).toMatchObject({ endedAt: expect.any(Number) }), WAIT);
    expect(await summaryOf(upload)).toMatchObject({ state: 'completed', items: { done: 1, failed: 0 } });
    checkParts();
    expect(await bucket.unfinished()).toEqual([]);
    const signIns = pool.requests.filter(({ form }) => form?.['grant_type'] === 'authorization_code');
    expect(signIns).toHaveLength(2);
    tellFigures(`refresh refused after ${before} of ${PARTS} parts, one sign-in, 0 parts sent again`);
  },
  WAIT.timeout + 60_000,
);
