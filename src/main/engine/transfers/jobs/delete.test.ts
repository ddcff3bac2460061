import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { PailError } from '../../../../shared/errors.ts';
import { hasEnded } from '../../../../shared/model/transfer.ts';
import type { ListRequest, S3Port } from '../../s3/port.ts';
import { listPageOf } from '../../testing/list-page.ts';
import { TITLE } from '../../testing/transfer-parts.ts';
import type { Job } from '../job.ts';
import { NO_JOURNAL } from '../journal/journal.ts';
import { ownThreadDisk } from '../local/disk.ts';
import { Slots } from '../slots.ts';
import { Transfer } from '../transfer.ts';
import { deleteJob } from './delete.ts';
import { downloadJob } from './download.ts';

function start(job: Job) {
  const transfer = new Transfer({
    title: { ...TITLE, onConflict: 'skip' },
    job,
    journal: NO_JOURNAL,
    slots: new Slots(4),
    changed: () => undefined,
  });
  transfer.start();
  const ended = async () => {
    await vi.waitFor(() => expect(hasEnded(transfer.summary())).toBe(true), { interval: 1 });
    const items = transfer.window(0, 200).items;
    return Object.fromEntries(items.map((item) => [item.name, `${item.state} ${item.failure?.code ?? ''}`.trim()]));
  };
  return { transfer, ended };
}

const objects = (...names: string[]) => names.map((name) => ({ name, size: 1, modified: 0 }));

test('a cancelled batch tells what is gone, what failed and what nobody knows of', async () => {
  const deleteObjects: S3Port['deleteObjects'] = async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { failures: new Map([[1, new PailError('access-denied').failure]]), unanswered: [2] };
  };
  const port = { deleteObjects } as Partial<S3Port> as S3Port;
  const picked = { folders: [], objects: objects('a', 'b', 'c') };
  const { transfer, ended } = start(
    deleteJob({ port: async () => port, bucket: 'b', prefix: 'home/', ...picked, ended: vi.fn() }),
  );
  await vi.waitFor(() => expect(transfer.window(0, 1).items[0]?.state).toBe('running'), { interval: 1 });
  transfer.cancel();
  expect(await ended()).toEqual({ a: 'done', b: 'failed access-denied', c: 'cancelled' });
  expect(transfer.summary()).toMatchObject({ state: 'cancelled', items: { done: 1, failed: 1, cancelled: 1 } });
});

test('what a paused batch was not answered of is deleted when it goes on', async () => {
  const asked: string[][] = [];
  const deleteObjects: S3Port['deleteObjects'] = async ({ keys, signal }) => {
    asked.push([...keys]);
    if (asked.length > 1) return { failures: new Map(), unanswered: [] };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { failures: new Map(), unanswered: [1] };
  };
  const port = { deleteObjects } as Partial<S3Port> as S3Port;
  const picked = { folders: [], objects: objects('a', 'b') };
  const { transfer, ended } = start(
    deleteJob({ port: async () => port, bucket: 'b', prefix: 'home/', ...picked, ended: vi.fn() }),
  );
  await vi.waitFor(() => expect(asked).toHaveLength(1), { interval: 1 });
  transfer.pause();
  transfer.resume();
  expect(await ended()).toEqual({ a: 'done', b: 'done' });
  expect(asked).toEqual([['home/a', 'home/b'], ['home/b']]);
});

test('a selection that was not remembered whole is not taken for all that was asked for', async () => {
  const port = {} as S3Port;
  const lost = { folders: [], objects: null };
  const { transfer, ended } = start(
    deleteJob({ port: async () => port, bucket: 'b', prefix: '', ...lost, ended: vi.fn() }),
  );
  await ended();
  expect(transfer.summary()).toMatchObject({ state: 'failed', failure: { code: 'not-found' } });
});

test('a folder that no request can name fails by name in a delete and in a download, and the rest goes on', async () => {
  const page = listPageOf([['home/good/x', 1]]);
  const listPage = vi.fn(async (_request: ListRequest) => page);
  const deleteObjects = vi.fn<S3Port['deleteObjects']>(async ({ keys }) => {
    const refused = new PailError('name-invalid').failure;
    return {
      failures: new Map(keys.flatMap((key, at) => (key === 'home/good/x' ? [] : [[at, refused]]))),
      unanswered: [],
    };
  });
  const getObject = vi.fn<S3Port['getObject']>(async () => {
    throw new PailError('no-such-key');
  });
  const port = { listPage, deleteObjects, getObject } as Partial<S3Port> as S3Port;
  const request = { port: async () => port, bucket: 'b', prefix: 'home/' };
  const picked = { folders: ['caf\udce9', 'good'], objects: [] };
  const deleted = start(deleteJob({ ...request, ...picked, ended: vi.fn() }));
  expect(await deleted.ended()).toEqual({ 'caf\udce9/': 'failed name-invalid', 'good/x': 'done' });

  const target = await mkdtemp(join(tmpdir(), 'pail-names-'));
  const all = { ...picked, objects: objects('x\udcff') };
  const download = start(downloadJob({ ...request, ...all, tag: 't', target, disk: ownThreadDisk }));
  const refused = { 'caf\udce9/': 'failed name-invalid', 'x\udcff': 'failed name-invalid' };
  expect(await download.ended()).toEqual({ ...refused, 'good/x': 'failed no-such-key' });
  // Nor does a second try make a folder of it.
  download.transfer.retryFailed();
  expect(await download.ended()).toMatchObject(refused);
  expect(await readdir(target)).toEqual(['good']);
  expect(getObject.mock.calls.every(([{ key }]) => key === 'home/good/x')).toBe(true);
  expect(listPage.mock.calls.every(([{ prefix }]) => prefix === 'home/good/')).toBe(true);
  await rm(target, { recursive: true });
});
