/** The engine's limits of the bandwidth before a real store. Times are only asserted to be long enough. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { MAX_REQUESTS_AT_ONCE } from '../../src/shared/model/settings.ts';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { grantOf, localFolder, storageAt } from './engine-fixture.ts';
import { setUpEngine, USUAL_OPTIONS } from './engine-setup.ts';

const MEBIBYTE = 1_048_576;

const here = setUpEngine();

/** Ms until a transfer has ended well. */
async function timed(start: () => TransferSummary): Promise<number> {
  const started = performance.now();
  expect(await here.engine.ended(start())).toMatchObject({ state: 'completed' });
  return performance.now() - started;
}

const limit = ({ upload, download }: { upload: number | null; download: number | null }): void =>
  here.engine.setOptions({
    ...USUAL_OPTIONS,
    uploadLimit: upload,
    downloadLimit: download,
    requestsAtOnce: MAX_REQUESTS_AT_ONCE,
  });

test('uploads and downloads keep to their limits, in files of all sizes', async () => {
  const { engine, local } = here;
  const sizes = [9 * MEBIBYTE, MEBIBYTE, ...Array.from({ length: 20 }, (_, index) => index * 10_000)];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const contents = sizes.map((size) => randomBytes(size));
  const names = sizes.map((_, index) => `file-${index}`);
  await Promise.all(names.map((name, index) => writeFile(join(local, name), contents[index] as Buffer)));

  limit({ upload: total, download: null });
  expect(
    await timed(() =>
      engine.startUpload(
        'place',
        '',
        names.map((name) => join(local, name)),
      ),
    ),
  ).toBeGreaterThan(800);
  limit({ upload: null, download: total });
  const { viewId } = await engine.listed('place', '');
  const [target, removeTarget] = await localFolder();
  const all = { ids: engine.range(viewId, 0, names.length - 1) };
  expect(await timed(() => engine.startDownload(viewId, all, target))).toBeGreaterThan(800);
  for (const [index, name] of names.entries()) {
    expect((await readFile(join(target, name))).equals(contents[index] as Buffer)).toBe(true);
  }
  await removeTarget();
});

test('a limit that is lifted lets a transfer go on at once', async () => {
  const { bucket, engine, local } = here;
  const proxy = await startFaultProxy({ target: inject('world').rgw.endpoint });
  engine.setLocations([grantOf(bucket, { storage: storageAt(proxy.endpoint) })]);
  await writeFile(join(local, 'long'), randomBytes(20 * MEBIBYTE));
  // More than an hour.
  limit({ upload: 5000, download: null });
  const upload = engine.startUpload('place', '', [join(local, 'long')]);
  const parts = () => proxy.requests.filter(({ query }) => query.has('partNumber'));
  await vi.waitFor(() => expect(parts().length).toBeGreaterThan(0), { timeout: 20_000 });
  // One part at a time.
  expect(parts()).toHaveLength(1);
  expect(parts().every(({ status }) => status === undefined)).toBe(true);
  limit({ upload: null, download: null });
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed' });
  await proxy.stop();
});

test('a limit that makes no sense is refused', () => {
  expect(() => limit({ upload: 10, download: null })).toThrow('at least 1024');
});
