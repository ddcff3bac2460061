/** Keys that end while a transfer is under way, for somebody who may work below one prefix only. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import type { LocationGrant, StorageCredentials } from '../../src/main/engine/protocol.ts';
import { PailError } from '../../src/shared/errors.ts';
import { signInThroughPool } from '../support/cognito/browser.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { assumeRole } from '../support/plain-clients.ts';
import { grantOf, localFolder, startEngine, storageAt } from './engine-fixture.ts';

const MEBIBYTE = 1_048_576;
const world = inject('world');
const { ana } = world.users;
const WAIT = { timeout: 50_000, interval: 2 };

let idToken: string;
let local: string;
let path: string;
const ended: (() => unknown)[] = [];
beforeAll(async () => {
  ({ idToken } = await signInThroughPool({ ...world, redirectUri: world.loopbackRedirectUri }, ana));
  const [folder, remove] = await localFolder();
  local = folder;
  path = join(local, 'long.bin');
  await writeFile(path, randomBytes(96 * MEBIBYTE + 1));
  remaining = remove;
});
let remaining: () => Promise<void>;
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});
afterAll(() => remaining());

const newKeys = (): Promise<StorageCredentials> => assumeRole(world.stsEndpoint, `home-${ana.sub}`, idToken);

/** A proxy on which each set of keys is good for so many requests. */
async function shortLived(requests: number): Promise<FaultProxy & { readonly lives: ReadonlyMap<string, number> }> {
  const lives = new Map<string, number>();
  const expired = (headers: IncomingHttpHeaders): boolean => {
    const token = headers['x-amz-security-token']?.toString();
    // Nobody's: a question what kind of store it is.
    if (token === undefined) return false;
    lives.set(token, (lives.get(token) ?? 0) + 1);
    return (lives.get(token) ?? 0) > requests;
  };
  const proxy = await startFaultProxy({ target: world.rgw.endpoint, expired });
  ended.push(proxy.stop);
  return Object.assign(proxy, { lives });
}

function grantAt(endpoint: string, folder: string): LocationGrant {
  const prefix = `${world.prefixes.home.ana}${folder}/`;
  return grantOf({ name: 'homes' }, { id: 'home', prefix, storage: storageAt(endpoint), credentialsId: 'ana' });
}

const partOf = ({ query }: { query: URLSearchParams }): string | null => query.get('partNumber');

test('an upload that outlives its keys several times sends each part once more at most for each end, and fails none', async () => {
  const proxy = await shortLived(4);
  const credentials = vi.fn(newKeys);
  const engine = startEngine([grantAt(proxy.endpoint, 'keys')], undefined, { credentials });
  ended.push(engine.stop);
  const upload = await engine.ended(engine.startUpload('home', '', [path]));
  expect(upload).toMatchObject({ state: 'completed', items: { done: 1, failed: 0 } });
  // Somebody is asked for keys once for each set that was used.
  expect(proxy.lives.size).toBeGreaterThanOrEqual(4);
  expect(credentials).toHaveBeenCalledTimes(proxy.lives.size);
  const sent = proxy.requests.filter(partOf);
  for (let part = 1; part <= 13; part += 1) {
    const answers = sent.filter((request) => partOf(request) === String(part)).map(({ status }) => status);
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect(answers.length).toBeLessThanOrEqual(proxy.lives.size + 1);
  }
  expect(proxy.confirmedParts).toHaveLength(13);
});

test('where no new keys are to be had it waits for a sign-in, and goes on behind the confirmed parts', async () => {
  const proxy = await shortLived(9);
  let isSignedIn = true;
  let asked = 0;
  const credentials = async (): Promise<StorageCredentials> => {
    asked += 1;
    if (asked > 1 && !isSignedIn) throw new PailError('session-expired');
    return newKeys();
  };
  const grants = [grantAt(proxy.endpoint, 'parked')];
  const engine = startEngine(grants, undefined, { credentials });
  ended.push(engine.stop);
  isSignedIn = false;
  const upload = engine.startUpload('home', '', [path]);
  await vi.waitFor(() => expect(engine.summaryOf(upload).state).toBe('parked'), WAIT);
  expect(engine.summaryOf(upload)).toMatchObject({ failure: { code: 'session-expired' }, items: { failed: 0 } });
  expect(proxy.confirmedParts.length).toBeGreaterThan(0);
  isSignedIn = true;
  engine.setLocations(grants);
  await vi.waitFor(async () => {
    const [summary] = await engine.transfers();
    if (summary?.state === 'parked') engine.setLocations(grants);
    expect(summary?.endedAt).not.toBeNull();
  }, WAIT);
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed', items: { done: 1 } });
  const parts = proxy.confirmedParts.map(({ uploadId, partNumber }) => `${uploadId} ${partNumber}`);
  expect(parts.length).toBeGreaterThan(9);
  expect(new Set(parts).size).toBe(parts.length);
});
