import { expect, test, vi } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import type { TransferState } from '../../../shared/model/transfer.ts';
import { MAX_UPLOADS } from '../../../shared/model/unfinished.ts';
import type { LocationGrant } from '../protocol.ts';
import type { S3Port } from '../s3/port.ts';
import type { StoredPart, UnfinishedUpload } from '../s3/unfinished.ts';
import { TITLE } from '../testing/transfer-parts.ts';
import type { OwnUpload } from '../transfers/begun-uploads.ts';
import { goOnWith } from './adopt-upload.ts';
import { abortUploads, unfinishedUploads } from './unfinished-uploads.ts';

const GRANT: LocationGrant = {
  id: 'l',
  accountId: 'ana',
  label: 'Home',
  bucket: 'b',
  prefix: 'home/',
  actions: ['list', 'write'],
  storage: { region: 'us-east-1', pathStyle: true },
  credentialsId: 'c',
};

const denied = async (): Promise<never> => {
  throw new PailError('access-denied');
};
const part = (size: number): StoredPart => ({ number: 1, etag: '"e"', size });
const upload = (key: string, begunAt = 1): UnfinishedUpload => ({ key, uploadId: `id of ${key}`, begunAt });

function own(key: string, state: TransferState, place: Partial<OwnUpload['title']['place']> = {}): OwnUpload {
  const title = { ...TITLE, place: { ...TITLE.place, ...place }, startedAt: 5 };
  return { key, uploadId: `id of ${key}`, title, state, retry: null, settle: vi.fn() };
}

function fakePort(change: Partial<Pick<S3Port, 'listUploads' | 'listParts' | 'abortUpload'>>) {
  return {
    listUploads: async () => [],
    listParts: async () => [],
    abortUpload: vi.fn(async () => undefined),
    ...change,
  } as unknown as S3Port;
}

test('what the store lists is joined with what transfers know', async () => {
  const listUploads = vi.fn(async () => [upload('home/new', 9), upload('home/old', 3), upload('home/mine', 6)]);
  const port = fakePort({ listUploads, listParts: async ({ key }) => (key === 'home/old' ? [part(7), part(8)] : []) });
  // One that the store does not list is gone.
  const ours = [own('home/mine', 'running'), own('home/gone', 'failed')];
  const found = await unfinishedUploads(port, GRANT, () => ours);
  expect(found).toEqual({
    complete: true,
    total: 3,
    uploads: [
      { key: 'old', uploadId: 'id of home/old', begunAt: 3, bytes: 15, parts: 2, ours: null },
      {
        key: 'mine',
        uploadId: 'id of home/mine',
        begunAt: 6,
        bytes: 0,
        parts: 0,
        ours: { transferId: 't', state: 'running', canGoOn: false },
      },
      { key: 'new', uploadId: 'id of home/new', begunAt: 9, bytes: 0, parts: 0, ours: null },
    ],
  });
  expect(listUploads).toHaveBeenCalledWith(expect.objectContaining({ bucket: 'b', prefix: 'home/' }));
});

test('of uploads of others only the store tells, but what their transfers go on with is not taken from them', async () => {
  const foreign = (key: string, state: TransferState): OwnUpload => ({ ...own(key, state), isForeign: true });
  const theirs = [foreign('home/waits', 'parked'), foreign('home/failed', 'failed'), foreign('home/hidden', 'parked')];
  const listUploads = async () => [upload('home/waits'), upload('home/failed')];
  const port = fakePort({ listUploads });
  const { uploads } = await unfinishedUploads(port, GRANT, () => theirs);
  expect(uploads.map(({ key, ours }) => [key, ours])).toEqual([
    ['waits', null],
    ['failed', null],
  ]);
  const unlisted = await unfinishedUploads(fakePort({ listUploads: denied }), GRANT, () => theirs);
  expect(unlisted).toEqual({ uploads: [], total: 0, complete: false });
  const names = ['waits', 'failed'].map((key) => ({ key, uploadId: `id of home/${key}` }));
  const aborted = await abortUploads(port, GRANT, () => theirs, names);
  expect(aborted.map(({ failure }) => failure?.code ?? 'aborted')).toEqual(['upload-in-use', 'aborted']);
  for (const { settle } of theirs) expect(settle).not.toHaveBeenCalled();
  expect(() => goOnWith(GRANT, () => theirs, names[1] as (typeof names)[0])).toThrow(/not there/);
});

test('an upload that a transfer begins while the store lists is known as its own', async () => {
  const ours: OwnUpload[] = [];
  const port = fakePort({
    listUploads: async () => {
      ours.push(own('home/mine', 'running'));
      return [upload('home/mine')];
    },
  });
  const { uploads } = await unfinishedUploads(port, GRANT, () => ours);
  expect(uploads[0]?.ours).toEqual({ transferId: 't', state: 'running', canGoOn: false });
});

test.each([
  ['the store denies the list', GRANT, denied],
  [
    'the profile does not allow to list',
    { ...GRANT, actions: ['write'] as const },
    async () => [upload('home/theirs')],
  ],
])('where %s only our own are known', async (_why, grant, listUploads) => {
  const port = fakePort({ listUploads, listParts: async ({ key }) => (key.endsWith('forgotten') ? null : denied()) });
  const ours = [
    own('home/mine', 'paused'),
    own('home/forgotten', 'paused'),
    own('elsewhere/x', 'paused'),
    own('home/other bucket', 'paused', { bucket: 'other' }),
    own('home/other store', 'paused', { endpoint: 'https://other.example' }),
    own('home/other region', 'paused', { region: 'eu-west-1' }),
  ];
  expect(await unfinishedUploads(port, grant, () => ours)).toEqual({
    complete: false,
    total: 1,
    uploads: [
      {
        key: 'mine',
        uploadId: 'id of home/mine',
        begunAt: 5,
        bytes: null,
        parts: null,
        ours: { transferId: 't', state: 'paused', canGoOn: false },
      },
    ],
  });
});

test('what else goes wrong is told, and what is elsewhere is not shown', async () => {
  const broken = fakePort({ listUploads: () => Promise.reject(new PailError('storage-unavailable')) });
  const outcome = unfinishedUploads(broken, GRANT, () => []);
  await expect(outcome).rejects.toMatchObject({ failure: { code: 'storage-unavailable' } });
  const careless = fakePort({ listUploads: async () => [upload('homeless/x'), upload('home/x')] });
  const { uploads } = await unfinishedUploads(careless, GRANT, () => []);
  expect(uploads.map(({ key }) => key)).toEqual(['x']);
});

test('of many the oldest are answered, asked about a few at a time', async () => {
  const many = Array.from({ length: MAX_UPLOADS + 30 }, (_, row) => upload(`home/${row}`, 10_000 - row));
  let asking = 0;
  let most = 0;
  const listParts = async (): Promise<readonly StoredPart[]> => {
    asking += 1;
    most = Math.max(most, asking);
    await new Promise(setImmediate);
    asking -= 1;
    return [part(1)];
  };
  const found = await unfinishedUploads(fakePort({ listUploads: async () => many, listParts }), GRANT, () => []);
  expect(found.total).toBe(MAX_UPLOADS + 30);
  expect(found.uploads).toHaveLength(MAX_UPLOADS);
  expect(found.uploads[0]?.key).toBe(String(MAX_UPLOADS + 29));
  expect(most).toBe(4);
});

test.each<TransferState>(['preparing', 'asking', 'running', 'paused', 'parked'])(
  'what a transfer that is %s goes on with is not aborted',
  async (state) => {
    const port = fakePort({});
    const name = { key: 'mine', uploadId: 'id of home/mine' };
    const [outcome] = await abortUploads(port, GRANT, () => [own('home/mine', state)], [name]);
    expect(outcome).toMatchObject({ ...name, failure: { code: 'upload-in-use' } });
    expect(port.abortUpload).not.toHaveBeenCalled();
  },
);

test.each<TransferState>(['completed', 'failed', 'cancelled'])(
  'what a transfer that is %s left is aborted, and the transfer forgets it',
  async (state) => {
    const port = fakePort({});
    const mine = own('home/mine', state);
    const names = [{ key: 'mine', uploadId: 'id of home/mine' }];
    expect(await abortUploads(port, GRANT, () => [mine], names)).toEqual([{ ...names[0], failure: null }]);
    expect(port.abortUpload).toHaveBeenCalledWith(
      expect.objectContaining({ bucket: 'b', key: 'home/mine', uploadId: 'id of home/mine' }),
    );
    expect(mine.settle).toHaveBeenCalledOnce();
  },
);

test('each abort is answered for itself, always below the prefix', async () => {
  const asked: string[] = [];
  const abortUpload = async ({ key }: { readonly key: string }): Promise<void> => {
    asked.push(key);
    if (key.endsWith('theirs')) throw new PailError('access-denied');
  };
  const mine = own('home/theirs', 'failed');
  const names = ['../x', 'theirs', ''].map((key) => ({ key, uploadId: `id of home/${key}` }));
  const outcomes = await abortUploads(fakePort({ abortUpload }), GRANT, () => [mine], names);
  expect(outcomes.map(({ failure }) => failure?.code ?? null)).toEqual([null, 'access-denied', null]);
  expect(asked.toSorted()).toEqual(['home/', 'home/../x', 'home/theirs']);
  // What could not be aborted stays remembered.
  expect(mine.settle).not.toHaveBeenCalled();
  const [nothing] = await abortUploads(fakePort({}), { ...GRANT, prefix: '' }, () => [], [{ key: '', uploadId: 'u' }]);
  expect(nothing?.failure?.code).toBe('invalid-argument');
});
