import { afterEach, expect, test, vi } from 'vitest';
import { createEngine } from '../../src/main/engine/engine.ts';
import type { StorageSettings } from '../../src/main/engine/protocol.ts';
import { exportQuirks } from '../../src/shared/model/quirks.ts';
import { listen } from '../support/strict-store/listen.ts';
import { KNOWN_STORES } from '../support/strict-store/stores.ts';
import { StrictStore } from '../support/strict-store/strict-store.ts';

const open: Array<() => void> = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function setUp(change: Partial<StorageSettings> = {}) {
  const store = new StrictStore(KNOWN_STORES['SeaweedFS']?.rules);
  const { endpoint, stop } = await listen(store);
  const credentials = vi.fn(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  const engine = createEngine({ credentials, emit: () => undefined });
  open.push(() => engine.setLocations([]), stop);
  const storage = { region: 'us-east-1', endpoint, pathStyle: false, ...change };
  engine.setLocations([
    { id: 'l', accountId: 'ana', label: 'L', bucket: 'bucket', prefix: '', actions: [], storage, credentialsId: 'c' },
  ]);
  return { engine, store, credentials };
}

test('the engine tells what it knows of a store, and how', async () => {
  const { engine, store, credentials } = await setUp();
  const facts = await engine.storageFacts('l');
  expect(facts).toMatchObject({ provider: 'SeaweedFS', decidedBy: 'probe', overridden: [], clockSkew: 0 });
  expect(facts.quirks).toMatchObject({ listVersion: 1, encodedLists: false });
  // Found out once, without keys.
  expect(await engine.storageFacts('l')).toEqual(facts);
  expect(store.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /']);
  expect(store.requests[0]?.headers).not.toHaveProperty('authorization');
  expect(credentials).not.toHaveBeenCalled();

  const pasted = await setUp({ quirks: exportQuirks(facts) });
  expect(await pasted.engine.storageFacts('l')).toMatchObject({ decidedBy: 'profile', quirks: facts.quirks });
  expect(pasted.store.requests).toEqual([]);
});

test('of a location that it does not have it knows nothing', async () => {
  const { engine } = await setUp();
  await expect(engine.storageFacts('other')).rejects.toMatchObject({ failure: { code: 'not-found' } });
});
