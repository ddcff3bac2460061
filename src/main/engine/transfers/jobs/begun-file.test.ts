import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PailError } from '../../../../shared/errors.ts';
import type { S3Port } from '../../s3/port.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { contextOf } from '../../testing/transfer-parts.ts';
import { Items } from '../items.ts';
import { uploadJob } from './upload.ts';

const MINUTE = 60_000;

test.each([-180, -3, 0, 3, 180])(
  'an upload of which nobody heard the id is found by the clock of the store, %i minutes from ours; others stay',
  async (minutes) => {
    const folder = await mkdtemp(join(tmpdir(), 'pail-begun-'));
    const file = join(folder, 'large');
    await writeFile(file, Buffer.alloc(17 * 1_048_576));
    const storeTime = (): number => Date.now() + minutes * MINUTE;
    const others = { key: 'large', begunAt: storeTime() - 5 * MINUTE, parts: new Map() };
    const store = new MemoryStore({ objects: new Map(), uploads: new Map([['others', others]]) });
    const upload: S3Port['upload'] = async ({ key }) => {
      const begun = { key, begunAt: storeTime(), parts: new Map() };
      store.state = { ...store.state, uploads: new Map(store.state.uploads).set('unheard', begun) };
      throw new PailError('connection-failed');
    };
    const port = { ...store.port(), storeTime, upload };
    const items = new Items();
    const context = contextOf(items);
    const job = uploadJob({
      bucket: 'b',
      prefix: '',
      emptyFolders: true,
      port: async () => port,
      paths: [file],
      ended: () => undefined,
    });
    await job.prepare(context);
    await expect(job.run([0], context)).rejects.toThrow(PailError);
    expect(items.allBegun()).toEqual([0]);
    await job.abandon?.(0, context);
    expect([...store.state.uploads.keys()]).toEqual(['others']);
    await rm(folder, { recursive: true });
  },
);

test('an upload that was begun with other settings is not gone on with: its object would not be encrypted as it is to be', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pail-begun-'));
  const file = join(folder, 'large');
  await writeFile(file, Buffer.alloc(17 * 1_048_576));
  const store = new MemoryStore();
  const begun: (string | null)[] = [];
  let madeWith = '';
  const port = (): S3Port => ({
    ...store.port(),
    madeWith,
    upload: async ({ key, begun: known, onBegun }) => {
      begun.push(known?.uploadId ?? null);
      if (known === null) {
        const uploadId = `upload-${begun.length}`;
        const uploads = new Map(store.state.uploads).set(uploadId, { key, begunAt: Date.now(), parts: new Map() });
        store.state = { ...store.state, uploads };
        onBegun(uploadId, false);
      }
      throw new PailError('connection-failed');
    },
  });
  const context = contextOf(new Items());
  const ended = (): void => undefined;
  const job = uploadJob({
    bucket: 'b',
    prefix: '',
    emptyFolders: true,
    port: async () => port(),
    paths: [file],
    ended,
  });
  await job.prepare(context);
  for (const settings of ['', '', 'kms', 'kms']) {
    madeWith = settings;
    await expect(job.run([0], context)).rejects.toThrow(PailError);
  }
  expect(begun).toEqual([null, 'upload-1', null, 'upload-3']);
  expect([...store.state.uploads.keys()]).toEqual(['upload-3']);
  await rm(folder, { recursive: true });
});
