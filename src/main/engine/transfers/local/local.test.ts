/** The local side of transfers, on a real file system. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../../../shared/errors.ts';
import { MemoryPool } from '../../memory-pool.ts';
import { ownThreadDisk } from './disk.ts';
import { readError, writeError } from './local-errors.ts';
import { LocalFile } from './local-file.ts';
import { isTaken, LocalTarget } from './local-target.ts';
import { PartFile } from './part-file.ts';
import { type Found, scan } from './scan.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-local-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { signal } = new AbortController();
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: { failure: Failure }) => error.failure.code,
  );

async function found(name: string): Promise<string[]> {
  const all: Found[] = [];
  for await (const one of scan(join(folder, name), name, signal)) all.push(one);
  return all.map((one) => `${one.kind} ${one.name}${one.kind === 'left-out' ? ` ${one.failure.code}` : ''}`);
}

describe('scan', () => {
  test('finds files, empty folders and what is left out', async () => {
    await mkdir(join(folder, 'top/sub/empty'), { recursive: true });
    await writeFile(join(folder, 'top/b.txt'), 'b');
    await writeFile(join(folder, 'top/sub/a'), 'a');
    await symlink('/etc/passwd', join(folder, 'top/link'));
    await symlink('/etc', join(folder, 'top/linked-folder'));
    expect(await found('top')).toEqual([
      'file top/b.txt',
      'left-out top/link file-not-regular',
      'left-out top/linked-folder file-not-regular',
      'file top/sub/a',
      'empty-folder top/sub/empty/',
    ]);
    expect(await found('top/b.txt')).toEqual(['file top/b.txt']);
    expect(await found('nothing')).toEqual(['left-out nothing file-not-found']);
  });

  test.runIf(process.platform === 'linux')('leaves out sockets and names that are not UTF-8', async () => {
    await mkdir(join(folder, 'top'));
    await writeFile(Buffer.concat([Buffer.from(join(folder, 'top/')), Buffer.from([0x63, 0xe9])]), 'x');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'top/socket'), resolve));
    expect(await found('top')).toEqual([
      'left-out top/c\ufffd name-invalid',
      'left-out top/socket file-not-regular',
      'empty-folder top/',
    ]);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('LocalFile', () => {
  test('is known again by size, time and both ends', async () => {
    const path = join(folder, 'f');
    const content = Buffer.alloc(300_000, 'abc');
    await writeFile(path, content);
    const time = new Date(1_600_000_000_000);
    await utimes(path, time, time);
    const first = await LocalFile.open(path, 'f');
    const identity = await first.identity();
    expect(await first.is(JSON.parse(JSON.stringify(identity)))).toBe(true);
    await first.close();
    for (const at of [0, 299_999]) {
      const other = Buffer.from(content);
      other[at] = 0;
      await writeFile(path, other);
      await utimes(path, time, time);
      const file = await LocalFile.open(path, 'f');
      expect(await file.is(identity)).toBe(false);
      await file.close();
    }
    await writeFile(path, content);
    const later = await LocalFile.open(path, 'f');
    expect(await later.is(identity)).toBe(false);
    await later.close();
  });

  test('reads all, or in parts', async () => {
    const content = Buffer.alloc(2_500_000, 'abc');
    await writeFile(join(folder, 'f'), content);
    const file = await LocalFile.open(join(folder, 'f'), 'f');
    expect((await file.readAll()).equals(content)).toBe(true);
    const memory = new MemoryPool(1_048_576, 1);
    const parts = await Promise.all([1, 2, 3].map((number) => file.part(number, 1_048_576, memory)));
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    await file.close();
  });

  test('notices that the file changed: shorter, longer, or as long with other content', async () => {
    const path = join(folder, 'f');
    for (const after of ['abc', 'abcdefghi', 'ABCDEF']) {
      await writeFile(path, 'abcdef');
      const file = await LocalFile.open(path, 'f');
      await new Promise((resolve) => setTimeout(resolve, 15));
      await writeFile(path, after);
      expect(await codeOf(file.readAll())).toBe('file-changed');
      expect(await codeOf(file.checkUnchanged())).toBe('file-changed');
      await file.close();
    }
  });

  test('opens regular files only', async () => {
    await symlink(join(folder, 'f'), join(folder, 'link'));
    await writeFile(join(folder, 'f'), '');
    expect(await codeOf(LocalFile.open(join(folder, 'none'), 'x'))).toBe('file-not-found');
    expect(await codeOf(LocalFile.open(folder, 'x'))).toBe('file-not-regular');
    if (process.platform !== 'win32') {
      expect(await codeOf(LocalFile.open(join(folder, 'link'), 'x'))).toBe('file-not-regular');
    }
  });
});

describe('LocalTarget', () => {
  test('makes folders inside, and follows no link out', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'pail-outside-'));
    const target = new LocalTarget(folder);
    await target.folder('a/b/c');
    expect((await stat(join(folder, 'a/b/c'))).isDirectory()).toBe(true);
    await symlink(outside, join(folder, 'out'));
    await symlink(join(folder, 'a'), join(folder, 'in'));
    await writeFile(join(folder, 'file'), '');
    expect(await codeOf(target.folder('out'))).toBe('target-unwritable');
    expect(await codeOf(target.folder('out/x/y'))).toBe('target-unwritable');
    expect(await codeOf(target.folder('file/x'))).toBe('target-unwritable');
    const { path } = await target.folder('in/x');
    expect(await target.folder('a/x')).toEqual({ path, isNew: false });
    expect((await target.folder('a/b/c')).isNew).toBe(true);
    expect((await new LocalTarget(folder).folder('a/b/c')).isNew).toBe(false);
    expect(await readdir(outside)).toEqual([]);
    await rm(outside, { recursive: true });
  });

  test('a link that leads nowhere has its name taken', async () => {
    await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
    expect(await isTaken(join(folder, 'dangling'))).toBe(true);
    expect(await isTaken(join(folder, 'free'))).toBe(false);
  });
});

describe('PartFile', () => {
  const place = (replace: boolean) => ({ folder, name: 'x', replace, tag: 't' });

  test('gets its name when it is complete, with the time of the object', async () => {
    const part = await PartFile.create(place(false), 'x');
    await part.write(Buffer.from('world'), 6);
    await part.write(Buffer.from('hello '), 0);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.pail-t-[0-9a-f-]{36}\.part$/)]);
    await part.publish(ownThreadDisk, place(false), 1_600_000_000_000);
    await part.discard();
    expect(await readdir(folder)).toEqual(['x']);
    expect(await readFile(join(folder, 'x'), 'utf8')).toBe('hello world');
    expect((await stat(join(folder, 'x'))).mtimeMs).toBe(1_600_000_000_000);
  });

  test('does not take the place of a file, unless it is asked to', async () => {
    await writeFile(join(folder, 'x'), 'old');
    const first = await PartFile.create(place(false), 'x');
    expect(await codeOf(first.publish(ownThreadDisk, place(false), 0))).toBe('target-exists');
    await first.discard();
    expect(await readFile(join(folder, 'x'), 'utf8')).toBe('old');
    const second = await PartFile.create(place(false), 'x');
    await second.write(Buffer.from('new'), 0);
    await second.publish(ownThreadDisk, place(true), 0);
    await second.discard();
    expect(await readFile(join(folder, 'x'), 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['x']);
  });

  test('replaces no folder', async () => {
    await mkdir(join(folder, 'x'));
    const part = await PartFile.create(place(false), 'x');
    expect(await codeOf(part.publish(ownThreadDisk, place(true), 0))).toBe('target-unwritable');
    await part.discard();
    expect(await readdir(folder)).toEqual(['x']);
  });
});

test('errors of a file system have their codes', () => {
  const error = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' });
  expect(writeError(error('ENOSPC'), 'x').failure.code).toBe('disk-full');
  expect(writeError(error('EDQUOT'), 'x').failure.code).toBe('disk-full');
  expect(writeError(error('EEXIST'), 'x').failure.code).toBe('target-exists');
  expect(writeError(error('EACCES'), 'x').failure).toMatchObject({
    code: 'target-unwritable',
    detail: { reason: 'EACCES' },
  });
  expect(readError(error('EACCES'), 'x').failure.code).toBe('file-unreadable');
  expect(readError(error('ENOENT'), 'x').failure.code).toBe('file-not-found');
});
