/** A hostile window, while one person is signed in, reaches for the transfers of another one: through the contract, to a real engine. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEngine } from '../../src/main/engine/engine.ts';
import type { EngineMethods, LocationGrant } from '../../src/main/engine/protocol.ts';
import { JournalFolder } from '../../src/main/engine/transfers/journal/journal-folder.ts';
import type { JournalRecord, TransferTitle } from '../../src/main/engine/transfers/journal/records.ts';
import { type AllHandlers, answer } from '../../src/main/ipc/answer.ts';
import type { Services } from '../../src/main/ipc/services.ts';
import { transferHandlers } from '../../src/main/ipc/storage-handlers.ts';
import { API_METHODS } from '../../src/shared/api.ts';
import { failure } from '../../src/shared/errors.ts';
import { transferSummary } from '../../src/shared/testing/transfer-summary.ts';

const { showSaveDialog } = vi.hoisted(() => ({ showSaveDialog: vi.fn() }));
vi.mock('electron', () => ({ dialog: { showSaveDialog }, shell: {} }));

/** Nobody answers there: what is asked of a store fails. */
const STORAGE = { region: 'us-east-1', endpoint: 'http://127.0.0.1:9', pathStyle: true };
const grantOf = (accountId: string): LocationGrant => ({
  id: `home of ${accountId}`,
  accountId,
  label: 'Home',
  bucket: 'homes',
  prefix: `${accountId}/`,
  actions: ['list', 'read', 'write', 'delete'],
  storage: STORAGE,
  credentialsId: accountId,
});
const [ANA, BEN] = [grantOf('ana'), grantOf('ben')];

let base = '';
let engine: EngineMethods;
let handlers: AllHandlers;
const emit = vi.fn();

/** A transfer that an earlier run left. `isOld`: of a version that wrote no account. */
async function leave(id: string, grant: LocationGrant, isOld: boolean, isEnded: boolean): Promise<void> {
  const owner = isOld ? {} : { accountId: grant.accountId, label: grant.label };
  const { bucket, prefix } = grant;
  const title: TransferTitle = {
    id,
    ...owner,
    locationId: grant.id,
    place: { bucket, prefix, endpoint: STORAGE.endpoint, region: STORAGE.region },
    folder: '',
    firstName: `secret of ${grant.accountId}`,
    requested: 3,
    onConflict: 'ask',
    startedAt: 1,
    request: { kind: 'download', folders: [], target: base },
  };
  const names = ['failed', 'skipped', 'done'].map((name) => `${grant.accountId} ${name}`);
  const items = { total: 3, done: 1, failed: 1, skipped: 1, replaceable: 1, cancelled: 0 };
  const state = isEnded ? 'failed' : 'paused';
  const {
    accountId: _accountId,
    label: _label,
    ...old
  } = transferSummary({ ...title, kind: 'download', state, items });
  const summary = { ...old, ...owner, endedAt: 2 } as ReturnType<typeof transferSummary>;
  const records: JournalRecord[] = [
    { r: 'title', title },
    { r: 'items', from: 0, names, sizes: [1, 1, 1], modified: [0, 0, 0], origins: ['', '', ''] },
    { r: 'seeded' },
    { r: 'prepared' },
    { r: 'reviewed' },
    {
      r: 'states',
      changes: [
        { index: 0, state: 'failed', failure: failure('disk-full') },
        { index: 1, state: 'skipped', failure: failure('target-exists') },
        { index: 2, state: 'done' },
      ],
    },
    isEnded ? { r: 'ended', summary, begun: 0 } : { r: 'paused', paused: true },
  ];
  const journal = new JournalFolder(journals()).create(id, (error) => expect.unreachable(String(error)));
  for (const record of records) journal.append(record);
  await journal.close();
}

const journals = (): string => path.join(base, 'journals');
const journalsOfAna = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      ANAS.map(async (id) => [id, (await readFile(path.join(journals(), `${id}.journal`))).toString('base64')]),
    ),
  );
const ANAS = ['ana-ended', 'ana-waits', 'ana-old'];

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'pail-foreign-'));
  showSaveDialog.mockReset().mockResolvedValue({ canceled: false, filePath: path.join(base, 'receipts.csv') });
  emit.mockReset();
  await leave('ana-ended', ANA, false, true);
  await leave('ana-waits', ANA, false, false);
  await leave('ana-old', ANA, true, true);
  await leave('ben-ended', BEN, false, true);
  const credentials = async () => ({ accessKeyId: 'a', secretAccessKey: 's' });
  engine = createEngine({ credentials, emit, journals: journals() });
  const call = (method: keyof EngineMethods, ...args: never[]) =>
    (engine[method] as (...given: never[]) => unknown)(...args);
  const services = { engine: { call }, settings: { read: () => ({}) }, window: () => null };
  handlers = { transfers: transferHandlers(services as unknown as Services) } as unknown as AllHandlers;
  // Until it has read the journals: those of a test that asks nothing would be gone under its hands.
  await engine.transfers();
});
afterEach(async () => {
  await engine.close();
  await rm(base, { recursive: true });
});

const ask = (method: string, ...args: unknown[]) => answer(handlers, 'transfers', method, args);
const listed = async (): Promise<string[]> => {
  const answered = await ask('list');
  return answered.ok ? (answered.value as { id: string }[]).map(({ id }) => id).sort() : ['none'];
};

/** What each method that is about one transfer takes besides its id; the others are about all, or start one. */
const MORE: Partial<Record<keyof typeof API_METHODS.transfers, readonly unknown[]>> = {
  items: [0, 10],
  conflicts: [0, 10],
  answer: [{ all: 'overwrite', some: [] }],
  pause: [],
  resume: [],
  setFirst: [true],
  cancel: [],
  replaceSkipped: [],
  retryFailed: [],
  reveal: [],
  exportReceipts: [],
};
const ABOUT_ALL = ['list', 'pauseAll', 'resumeAll', 'clearEnded'];
const STARTING = [
  'uploadDropped',
  'uploadFromDialog',
  'downloadToDialog',
  'downloadZipToDialog',
  'deleteSelection',
  'copyTo',
];

test('all methods about transfers are known here', () => {
  expect([...Object.keys(MORE), ...ABOUT_ALL, ...STARTING].sort()).toEqual(Object.keys(API_METHODS.transfers).sort());
});

test.each([
  ['nobody', []],
  ['ben', [BEN]],
])(
  'while %s is signed in, the ids of transfers of ana are unknown ones, and nothing is done to them',
  async (_, who) => {
    engine.setLocations(who);
    const before = await journalsOfAna();
    expect(await listed()).toEqual(who.length > 0 ? ['ben-ended'] : []);
    for (const [method, more] of Object.entries(MORE)) {
      const unknown = await ask(method, 'no such transfer', ...more);
      expect(unknown, method).toMatchObject({ ok: false, error: { code: 'not-found' } });
      for (const id of ANAS) expect(await ask(method, id, ...more), `${method} ${id}`).toEqual(unknown);
    }
    for (const method of ['pauseAll', 'resumeAll', 'clearEnded']) expect((await ask(method)).ok).toBe(true);
    expect(await journalsOfAna()).toEqual(before);
    expect(await listed()).toEqual([]);
    // Those of ben were his to clear, when it was he.
    expect((await readdir(journals())).length).toBe(who.length > 0 ? 3 : 4);
    expect(JSON.stringify(emit.mock.calls)).not.toMatch(/ana/);
    expect(existsSync(path.join(base, 'receipts.csv'))).toBe(false);
    expect(await engine.othersWait()).toBe(true);
  },
);

test('they are told when ana signs in, and are hers, also what an earlier version wrote', async () => {
  engine.setLocations([BEN]);
  await engine.transfers();
  emit.mockReset();
  engine.setLocations([ANA]);
  const told = emit.mock.calls.flatMap(([event, payload]) => (event === 'transfers.changed' ? payload : []));
  expect(new Set(told.map(({ id }) => id))).toEqual(new Set(ANAS));
  expect(new Set(told.map(({ accountId }) => accountId))).toEqual(new Set(['ana']));
  expect(await listed()).toEqual([...ANAS].sort());
  expect(await engine.othersWait()).toBe(false);
  const items = await ask('items', 'ana-old', 0, 10);
  expect(items).toMatchObject({ ok: true, value: { total: 3 } });
  expect(await ask('exportReceipts', 'ana-ended')).toEqual({ ok: true, value: true });
  expect(existsSync(path.join(base, 'receipts.csv'))).toBe(true);
});

test('one that was read again belongs to nobody as soon as its account is gone', async () => {
  engine.setLocations([ANA]);
  await engine.transfers();
  expect(await ask('items', 'ana-ended', 0, 10)).toMatchObject({ ok: true });
  const reading = ask('replaceSkipped', 'ana-old');
  engine.setLocations([BEN]);
  expect(await reading).toMatchObject({ ok: false, error: { code: 'not-found' } });
  expect(await ask('items', 'ana-ended', 0, 10)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  expect(await listed()).toEqual(['ben-ended']);
});

test('who goes first, and what is paused, is for each account to say', async () => {
  await leave('ben-waits', BEN, false, false);
  engine.setLocations([ANA]);
  await engine.transfers();
  await ask('setFirst', 'ana-waits', true);
  engine.setLocations([BEN]);
  await ask('setFirst', 'ben-waits', true);
  await ask('resumeAll');
  engine.setLocations([ANA]);
  const hers = (await engine.transfers()).find(({ id }) => id === 'ana-waits');
  expect(hers).toMatchObject({ first: true, state: 'paused', accountId: 'ana', label: 'Home' });
});
