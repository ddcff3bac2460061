/** What cannot be uploaded: it is told by name, with its reason, and the rest arrives. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { setUpEngine } from './engine-setup.ts';

const here = setUpEngine();

test('a socket, and links that lead round and round, are left out by name, and the rest arrives', async () => {
  const { bucket, engine, local } = here;
  const source = join(local, 'source');
  await mkdir(join(source, 'in'), { recursive: true });
  await writeFile(join(source, 'in/file.txt'), 'x');
  await symlink('two', join(source, 'one'));
  await symlink('one', join(source, 'two'));
  await symlink('..', join(source, 'in/parent'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(source, 'socket'), resolve));
  try {
    const upload = await engine.ended(engine.startUpload('place', '', [source]));
    expect(upload).toMatchObject({ state: 'completed', items: { done: 1, skipped: 4, failed: 0 } });
    expect(engine.states(upload)).toEqual({
      'source/in/file.txt': 'done',
      'source/in/parent': 'skipped file-not-regular',
      'source/one': 'skipped file-not-regular',
      'source/socket': 'skipped file-not-regular',
      'source/two': 'skipped file-not-regular',
    });
    const sentences = engine.allItems(upload).flatMap(({ failure }) => failure?.message ?? []);
    for (const name of ['socket', 'one']) {
      expect(sentences).toContain(
        `“${name}” is a link, or neither a file nor a folder, and was left out: Pail uploads files and folders only.`,
      );
    }
    expect(await bucket.keys()).toEqual(['source/in/file.txt']);
  } finally {
    server.close();
  }
});

test('a file that is gone before its turn fails by name, says so, and goes up once it is back', async () => {
  const { bucket, engine, local } = here;
  const path = join(local, 'gone.txt');
  await writeFile(join(local, 'here.txt'), 'x');
  const upload = await engine.ended(engine.startUpload('place', 'gone/', [path, join(local, 'here.txt')]));
  expect(engine.states(upload)).toEqual({ 'gone.txt': 'failed file-not-found', 'here.txt': 'done' });
  expect(engine.allItems(upload)[0]?.failure?.message).toBe(
    '“gone.txt” is not there any more. Put it back and try again, or leave it out.',
  );
  await writeFile(path, 'back');
  engine.retryFailed(upload.id);
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed', items: { done: 2, failed: 0 } });
  expect(Buffer.from(await bucket.get('gone/gone.txt')).toString()).toBe('back');
});

test('an unfinished upload that is gone by the time it is gone on with is said to be, and nothing is sent', async () => {
  const { bucket, engine, local } = here;
  const at = { Bucket: bucket.name, Key: 'gone.mov' };
  const content = Buffer.alloc(6 * 1_048_576, 'film');
  await writeFile(join(local, 'gone.mov'), content);
  const { UploadId = '' } = await bucket.s3.send(new CreateMultipartUploadCommand(at));
  const Body = content.subarray(0, 5 * 1_048_576);
  await bucket.s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body }));
  expect((await engine.unfinishedUploads('place')).uploads).toMatchObject([{ key: 'gone.mov', parts: 1 }]);
  await bucket.s3.send(new AbortMultipartUploadCommand({ ...at, UploadId }));
  const name = { key: 'gone.mov', uploadId: UploadId };
  await expect(engine.adoptUpload('place', name, join(local, 'gone.mov'))).rejects.toMatchObject({
    failure: {
      code: 'no-such-upload',
      message: 'The store forgot what it had of “gone.mov”. Try again, from the start.',
    },
  });
  expect(await bucket.keys()).not.toContain('gone.mov');
});
