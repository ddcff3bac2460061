import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failure, PailError, toFailure } from '../../../../shared/errors.ts';
import type { ListPage, ListRequest, ObjectAddress, ObjectInfo, S3Port, UploadRequest } from '../../s3/port.ts';
import { CAREFUL_QUIRKS } from '../../testing/careful-quirks.ts';
import { listPageOf } from '../../testing/list-page.ts';
import { contextOf } from '../../testing/transfer-parts.ts';
import { Items } from '../items.ts';
import { LocalFile } from '../local/local-file.ts';
import { namedType } from './content-types.ts';
import { uploadJob } from './upload.ts';
import { partSizeFor } from './upload-large.ts';

const MEBIBYTE = 1_048_576;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-upload-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A store that answers as told whether a key is there, one after the other, and takes what is put. */
async function setup(...answers: Array<'absent' | 'there' | 'longer' | 'denied'>) {
  const quirks = { ...CAREFUL_QUIRKS };
  const port = {
    quirks: async () => quirks,
    copiesByItself: true,
    storeTime: Date.now,
    listPage: vi.fn(async ({ prefix }: ListRequest): Promise<ListPage> => {
      const answer = answers.shift() ?? 'absent';
      if (answer === 'denied') throw new PailError('access-denied');
      const keys = { absent: [], there: [prefix], longer: [`${prefix}.bak`] }[answer];
      return listPageOf(keys.map((key) => [key, 1]));
    }),
    headObject: vi.fn(async (_address: ObjectAddress): Promise<ObjectInfo> => {
      throw new PailError('access-denied');
    }),
    putObject: vi.fn(async () => ({ etag: '"e"' })),
    upload: vi.fn(async (request: UploadRequest) => {
      for (let number = 1; number <= Math.ceil(request.size / request.partSize); number += 1)
        await request.part(number);
      await request.beforeComplete();
      return { etag: '"e-2"' };
    }),
  };
  const items = new Items();
  const context = contextOf(items);
  await mkdir(join(folder, 'top'));
  await writeFile(join(folder, 'top/small'), 'small');
  await writeFile(join(folder, 'top/large'), Buffer.alloc(17 * MEBIBYTE));
  const paths = [join(folder, 'top')];
  const job = uploadJob({
    bucket: 'b',
    prefix: 'home/in/',
    emptyFolders: true,
    port: async () => port as Partial<S3Port> as S3Port,
    paths,
    ended: vi.fn(),
  });
  await job.prepare(context);
  const run = (name: string, replace = false) => {
    const index = Array.from({ length: items.count }, (_, at) => items.name(at)).indexOf(name);
    items.choose(index, replace ? 'overwrite' : 'none');
    return job.run([index], context).then(
      () => 'done',
      (error) => toFailure(error).code,
    );
  };
  return { port, quirks, job, items, context, run };
}

test('keys are prefix, folder and relative path; a longer key is another one', async () => {
  const { port, run } = await setup('longer');
  expect(await run('top/small')).toBe('done');
  expect(port.putObject).toHaveBeenCalledWith(
    expect.objectContaining({ bucket: 'b', key: 'home/in/top/small', body: Buffer.from('small'), overwrite: false }),
  );
});

test('what is there is not touched, unless it is to be replaced', async () => {
  const { port, run } = await setup('there', 'there');
  expect(await run('top/small')).toBe('target-exists');
  expect(await run('top/large')).toBe('target-exists');
  expect([port.putObject.mock.calls.length, port.upload.mock.calls.length]).toEqual([0, 0]);
  expect(await run('top/large', true)).toBe('done');
  expect(port.upload.mock.calls[0]?.[0]).toMatchObject({ overwrite: true, partSize: 8 * MEBIBYTE });
});

test('a large file looks again before it completes: somebody may have been faster', async () => {
  const { run } = await setup('absent', 'there');
  expect(await run('top/large')).toBe('target-exists');
});

test('where the store keeps what is there by itself, a small file is not asked about, and a large one at most once', async () => {
  const { port, quirks, run } = await setup('absent', 'there');
  Object.assign(quirks, { conditionalPut: true, conditionalComplete: true });
  expect(await run('top/small')).toBe('done');
  expect(port.putObject).toHaveBeenCalledWith(expect.objectContaining({ overwrite: false }));
  expect(port.listPage).not.toHaveBeenCalled();
  expect(await run('top/large')).toBe('done');
  expect(port.listPage).toHaveBeenCalledTimes(1);
  expect(await run('top/large')).toBe('target-exists');
});

test('where reading is denied, only a store that keeps what is there by itself gets a file', async () => {
  const denied = Array.from({ length: 5 }, () => 'denied' as const);
  const { port, quirks, run } = await setup(...denied);
  expect(await run('top/small')).toBe('access-denied');
  expect(await run('top/large')).toBe('access-denied');
  expect([port.putObject.mock.calls.length, port.upload.mock.calls.length]).toEqual([0, 0]);
  expect(await run('top/small', true)).toBe('done');
  quirks.conditionalComplete = true;
  expect(await run('top/large')).toBe('done');
  expect(port.upload).toHaveBeenCalledWith(expect.objectContaining({ overwrite: false }));
  // Where only listing is denied, HEAD knows.
  port.headObject.mockResolvedValue({ size: 1, etag: '', etagKind: 'opaque', modified: 0 });
  expect(await run('top/small')).toBe('target-exists');
});

test('a folder that could not be read at first brings its content when it is tried again', async () => {
  const { items, context, job } = await setup();
  const before = items.count;
  const index = context.add('late/', 0, 0, join(folder, 'top'));
  await job.run([index], context);
  expect(Array.from({ length: 2 }, (_, at) => items.name(before + 1 + at)).sort()).toEqual([
    'late/large',
    'late/small',
  ]);
});

test('a path that is too long for a key is refused by name, and the review says so before', async () => {
  const { context, job, items } = await setup();
  const index = context.add('x'.repeat(1020), 1, 0, join(folder, 'top/small'));
  const unreadable = context.add('closed', 1, 0, join(folder, 'closed'));
  items.set(unreadable, 'failed', failure('file-unreadable'));
  const found = await job.review?.(context);
  expect([...(found?.impossible ?? [])].map(([at, { code }]) => [at, code])).toEqual([
    [unreadable, 'file-unreadable'],
    [index, 'name-invalid'],
  ]);
  await expect(job.run([index], context)).rejects.toMatchObject({ failure: { code: 'name-invalid' } });
});

test('parts are 8 MiB until the store allows no more of them, or wants larger ones', () => {
  const usual = { minPartBytes: 5 * MEBIBYTE, maxParts: 10_000 };
  expect(partSizeFor(17 * MEBIBYTE, usual)).toBe(8 * MEBIBYTE);
  expect(partSizeFor(17 * MEBIBYTE, { ...usual, minPartBytes: 64 * MEBIBYTE })).toBe(64 * MEBIBYTE);
  for (const maxParts of [1000, 10_000]) {
    for (const size of [80_000 * MEBIBYTE, 80_000 * MEBIBYTE + 1, 5 * 1024 * 1024 * MEBIBYTE]) {
      expect(Math.ceil(size / partSizeFor(size, { ...usual, maxParts }))).toBeLessThanOrEqual(maxParts);
    }
  }
});

test('content types go by the extension', () => {
  expect(namedType('a/b/Photo.JPG')).toBe('image/jpeg');
  expect(namedType('archive.tar.gz')).toBe('application/gzip');
  // A name is no extension, and neither is that of a folder.
  for (const name of ['README', 'x.constructor', 'x.', 'png', 'a/html', '.html', 'site.html/index']) {
    expect(namedType(name)).toBeNull();
  }
});

test('without an extension the content tells, and each byte of a small file is read once', async () => {
  const { port, run, job, context } = await setup();
  const read = vi.spyOn(LocalFile.prototype, 'read');
  const typeOf = () => (port.putObject.mock.lastCall as unknown as [{ contentType: string }])[0].contentType;
  expect(await run('top/small')).toBe('done');
  expect(typeOf()).toBe('text/plain; charset=utf-8');
  await writeFile(join(folder, 'top/page'), '<html><script>alert(1)</script></html>');
  await writeFile(join(folder, 'top/picture'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  await writeFile(join(folder, 'top/page.html'), '\x89PNG');
  await job.prepare(context);
  const types = new Map<string, string>();
  for (const name of ['top/page', 'top/picture', 'top/page.html']) {
    expect(await run(name)).toBe('done');
    types.set(name, typeOf());
  }
  expect([...types.values()]).toEqual(['text/plain; charset=utf-8', 'image/png', 'text/html; charset=utf-8']);
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
});

test('of a large file the beginning tells, and never that it is text', async () => {
  const { port, run, job, context } = await setup();
  const typeOf = () => (port.upload.mock.lastCall as unknown as [UploadRequest])[0].contentType;
  expect(await run('top/large')).toBe('done');
  expect(typeOf()).toBe('application/octet-stream');
  await writeFile(join(folder, 'top/film'), Buffer.from('\0\0\0 ftypisom', 'latin1'));
  await truncate(join(folder, 'top/film'), 17 * MEBIBYTE);
  await writeFile(join(folder, 'top/log'), 'a line\n'.repeat(2.5 * MEBIBYTE));
  await job.prepare(context);
  expect(await run('top/film')).toBe('done');
  expect(typeOf()).toBe('video/mp4');
  expect(await run('top/log')).toBe('done');
  expect(typeOf()).toBe('application/octet-stream');
});
