import { userInfo } from 'node:os';
import { expect, test, vi } from 'vitest';
import { PailError } from '../../shared/errors.ts';
import type { Quirks, StorageFacts } from '../../shared/model/quirks.ts';
import { diagnosticsHandlers } from './diagnostics-handlers.ts';
import type { Services } from './services.ts';

const { writeText } = vi.hoisted(() => ({ writeText: vi.fn() }));
vi.mock('electron', () => ({ clipboard: { writeText } }));

const QUIRKS = { adapter: 'wire', listVersion: 1, maxParts: 1000 } as Quirks;
const FACTS: StorageFacts = {
  host: 's3.example',
  provider: 'SeaweedFS',
  decidedBy: 'probe',
  quirks: QUIRKS,
  overridden: ['maxParts'],
  differing: ['listVersion', 'maxParts'],
  clockSkew: 0,
};
const CLAIMS = { sub: '3b1f7c52-9d4e', name: 'Ana Lopez', email: 'ana@acme.example', 'cognito:groups': ['team-a'] };

function setUp(othersWait = false) {
  const location = (id: string, label: string) => ({ location: { id, label } });
  const locations = [location('1', 'Files of Ana Lopez'), location('2', `team-a of ${userInfo().username}`)];
  const call = async (method: string, id: string): Promise<StorageFacts | boolean> => {
    if (method === 'othersWait') return othersWait;
    if (id === '2') throw new PailError('engine-stopped');
    return FACTS;
  };
  const services = {
    info: { version: '1.2.3', build: 'source-tree', secretStorage: 'keyring' },
    accounts: {
      list: () => [{ session: { claims: CLAIMS }, mapping: { locations } }],
      clocks: () => [{ host: 'login.example', skew: 1_200_000 }],
    },
    engine: { call, status: { pid: 77, startedAt: 0, restarts: 2, lastExit: 9 } },
  } as unknown as Services;
  return diagnosticsHandlers(services);
}

test('tells of each location what is known of its store, or why nothing is', async () => {
  const { locations, engine, versions } = await setUp().read();
  expect(versions).toMatchObject({ pail: '1.2.3', node: process.versions.node });
  expect(engine).toEqual({ pid: 77, startedAt: 0, restarts: 2, lastExit: 9 });
  expect(locations).toMatchObject([
    {
      label: 'Files of Ana Lopez',
      store: {
        provider: 'SeaweedFS',
        quirks: [
          { name: 'listVersion', value: '1', fromProfile: false },
          { name: 'maxParts', value: '1000', fromProfile: true },
        ],
      },
    },
    { store: { code: 'engine-stopped' } },
  ]);
});

test('what is copied names nobody, neither by claims nor by the OS', async () => {
  await setUp().copy();
  const [copied] = writeText.mock.lastCall as [string];
  expect(copied).toContain('Files of [name]\n  Host: s3.example\n  Store: SeaweedFS');
  expect(copied).toContain('team-a of [name]');
  expect(copied).toContain('Pail: 1.2.3\nBuild: Run from the source tree\n');
  expect(copied).toContain('Clock of login.example: 1,200 s ahead');
  expect(copied).toContain('Treated as: listVersion: 1, maxParts: 1000 (profile)');
  expect(copied).toContain('since 1970-01-01T00:00:00.000Z, restarted 2 times\nIts last end: Exit code 9');
});

test('that others have transfers here is all that is told of them', async () => {
  expect(await setUp().read()).toMatchObject({ othersWait: false });
  await setUp().copy();
  expect(writeText.mock.lastCall?.[0]).not.toContain('another account');
  await setUp(true).copy();
  expect(writeText.mock.lastCall?.[0]).toContain('Transfers: Transfers of another account wait on this computer');
});

test('what is exported is the JSON of all quirks in force', async () => {
  await setUp().exportQuirks('1');
  const [copied] = writeText.mock.lastCall as [string];
  expect(JSON.parse(copied)).toEqual(QUIRKS);
});
