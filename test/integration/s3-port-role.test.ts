/** What S3Port makes of the answers of a store to somebody who may work below one prefix only. */
import { CreateMultipartUploadCommand, GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sharedAbort } from '../../src/main/engine/abort.ts';
import { type Connection, createConnection } from '../../src/main/engine/s3/connection.ts';
import { copiesInParts } from '../../src/main/engine/s3/copy-size.ts';
import { createPort } from '../../src/main/engine/s3/engine-port.ts';
import { StorageKeys } from '../../src/main/engine/s3/keys.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { plainS3 } from '../support/plain-clients.ts';
import { eachOf, HOSTILE_KEYS, keysOfAna, storageAt } from './engine-fixture.ts';
import { bodyOf, failureOf } from './s3-port-fixture.ts';

const world = inject('world');
const { home } = world.prefixes;
const bucket = 'homes';
const FOLDER = `${home.ana}role/`;
/** Without the one that is too long below a folder. */
const NAMES = HOSTILE_KEYS.filter((key) => key.length < 900);
const { signal } = sharedAbort();
const at = (key: string) => ({ bucket, key, signal });

describe.each(['wire', 'sdk'] as const)('chosen: %s', (adapter) => {
  const admin = plainS3(world.rgw.endpoint, world.rgw.admin);
  let connection: Connection;
  let port: S3Port;
  beforeAll(async () => {
    const role = await keysOfAna();
    const storage = { ...storageAt(), quirks: { adapter } };
    connection = createConnection(storage);
    port = createPort(storage, new StorageKeys(async () => role), connection);
  });
  afterAll(async () => {
    const keys = NAMES.flatMap((key) => [`${FOLDER}${key}`, `${FOLDER}copy/${key}`]);
    await port.deleteObjects({ bucket, keys: [...keys, `${FOLDER}tagged`, `${FOLDER}tagged copy`], signal });
    port.destroy();
    connection.destroy();
    admin.destroy();
  });

  test('copies below the prefix, and nowhere else', async () => {
    await eachOf(NAMES, async (name) => {
      const key = `${FOLDER}${name}`;
      await port.putObject({ ...at(key), body: Buffer.from(name), contentType: 'text/plain', overwrite: true });
      const { etag } = await port.headObject(at(key));
      const source = { bucket, key, ifMatch: etag };
      const copied = await port.copyObject({ source, ...at(`${FOLDER}copy/${name}`), overwrite: true });
      expect(copied.etag).toBe(etag);
      expect((await bodyOf(port, bucket, `${FOLDER}copy/${name}`)).body.toString()).toBe(name);
    });
    const key = `${FOLDER}a b`;
    const source = { bucket, key, ifMatch: (await port.headObject(at(key))).etag };
    const long = `${FOLDER}${'k'.repeat(1000)}`;
    expect(await failureOf(port.copyObject({ source, ...at(long), overwrite: true }))).toMatchObject({
      code: 'name-invalid',
    });
    const denied = { code: 'access-denied' };
    expect(await failureOf(port.copyObject({ source, ...at(`${home.ben}x`), overwrite: true }))).toMatchObject(denied);
    const theirs = { ...source, key: `${home.ben}x` };
    expect(await failureOf(port.copyObject({ source: theirs, ...at(key), overwrite: true }))).toMatchObject(denied);
    const missing = { ...source, key: `${FOLDER}never there` };
    expect(await failureOf(port.copyObject({ source: missing, ...at(key), overwrite: true }))).toMatchObject(denied);
  });

  test('a copy keeps tags, which may be read', async () => {
    const key = `${FOLDER}tagged`;
    await admin.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x', Tagging: 'a=b' }));
    expect(await port.objectTags(at(key))).toEqual([{ key: 'a', value: 'b' }]);
    const { etag } = await port.objectDetails(at(key));
    const source = { bucket, key, ifMatch: etag };
    await port.copyObject({ source, ...at(`${key} copy`), overwrite: true });
    const command = new GetObjectTaggingCommand({ Bucket: bucket, Key: `${key} copy` });
    expect((await admin.send(command)).TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
    expect(await port.objectTags(at(`${home.ben}x`))).toBeNull();
  });

  test('nothing is copied in parts, which the store would refuse', async () => {
    expect(copiesInParts(Number.MAX_SAFE_INTEGER, await port.quirks(signal))).toBe(false);
  });

  test('an upload is seen and aborted below the prefix; that one is gone is not told', async () => {
    const Key = `${FOLDER}unfinished`;
    const { UploadId = '' } = await admin.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    const upload = { ...at(Key), uploadId: UploadId };
    expect(await port.listParts(upload)).toEqual([]);
    await port.abortUpload(upload);
    expect(await failureOf(port.listParts(upload))).toMatchObject({ code: 'access-denied' });
    await port.abortUpload(upload);
    const denied = { code: 'access-denied' };
    expect(await failureOf(port.abortUpload({ ...upload, key: `${home.ben}x` }))).toMatchObject(denied);
    expect(await failureOf(port.listUploads({ bucket, prefix: FOLDER, signal }))).toMatchObject(denied);
  });
});
