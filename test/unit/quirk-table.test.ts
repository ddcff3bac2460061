/** No row and no field of the table of quirks is there in vain: without it something fails or is lost at the store that it is about. */
import { describe, expect, test } from 'vitest';
import { CAREFUL_QUIRKS } from '../../src/main/engine/s3/quirks/careful.ts';
import { PROVIDERS, type Provider } from '../../src/main/engine/s3/quirks/providers.ts';
import { QuirkFinder } from '../../src/main/engine/s3/quirks/quirk-finder.ts';
import { createSdkPort } from '../../src/main/engine/s3/sdk/sdk-port.ts';
import { createWirePort } from '../../src/main/engine/s3/wire/wire-port.ts';
import { plainConnection } from '../../src/main/engine/testing/plain-connection.ts';
import type { Quirks } from '../../src/shared/model/quirks.ts';
import { anyKeys, everyday, GOOD, PROOFS } from '../support/quirk-proofs.ts';
import { KNOWN_STORES } from '../support/strict-store/stores.ts';
import { StrictStore } from '../support/strict-store/strict-store.ts';

const { signal } = new AbortController();

/** A store of a row, spoken to as a table says. */
async function setUp(name: string, table: readonly Provider[]) {
  const known = KNOWN_STORES[name];
  if (!known) throw new Error(`no strict store behaves like ${name}`);
  const store = new StrictStore(known.rules);
  const transport = store.transport();
  const storage = { region: 'eu-west-1', endpoint: known.endpoint, pathStyle: false };
  const finder = new QuirkFinder(storage, transport, { table });
  const decision = await finder.find(signal);
  const connection = plainConnection(decision.quirks, transport);
  const { pathStyle } = decision.quirks;
  const port = createWirePort(storage, anyKeys(), connection, async () =>
    createSdkPort({ ...storage, pathStyle }, anyKeys(), connection),
  );
  return { decision, port, store };
}

async function prove(field: keyof Quirks, name: string, table: readonly Provider[]): Promise<string> {
  const proof = PROOFS[field];
  if (!proof) throw new Error(`nothing proves ${field}`);
  const { port, store } = await setUp(name, table);
  return proof(port, store);
}

describe.each(Object.entries(KNOWN_STORES))('%s', (name, { needs }) => {
  const without = PROVIDERS.filter((row) => row.name !== name);
  const row = PROVIDERS.find((one) => one.name === name);

  test('is recognised, and by its own row only', async () => {
    const { decision } = await setUp(name, PROVIDERS);
    expect(decision.provider).toBe(name);
    const { decision: unknown } = await setUp(name, without);
    expect(unknown).toMatchObject({ provider: null, decidedBy: 'default', quirks: CAREFUL_QUIRKS });
  });

  test('everyday work goes well there', async () => {
    const { port, store } = await setUp(name, PROVIDERS);
    expect(await everyday(port, store)).toBe(GOOD);
  });

  test('says what is proved here and nothing else', () => {
    expect(Object.keys(row?.quirks ?? {}).sort()).toEqual([...needs].sort());
    for (const field of needs) expect(row?.quirks[field], field).not.toBe(CAREFUL_QUIRKS[field]);
  });

  for (const field of needs) {
    test(`${field} is needed`, async () => {
      expect(await prove(field, name, PROVIDERS)).toBe(GOOD);
      const { [field]: _left, ...others } = row?.quirks ?? {};
      const weakened = PROVIDERS.map((one) => (one.name === name ? { ...one, quirks: others } : one));
      expect(await prove(field, name, weakened)).not.toBe(GOOD);
      expect(await prove(field, name, without)).not.toBe(GOOD);
    });
  }
});

test('there is a strict store for every row', () => {
  expect(Object.keys(KNOWN_STORES).sort()).toEqual(PROVIDERS.map(({ name }) => name).sort());
});
