import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startRgw } from '../support/rgw.ts';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('startRgw', () => {
  it('starts servers that know nothing of each other, and leaves nothing behind', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'pail-rgw-test-'));
    const [one, two] = await Promise.all([startRgw({ dataDir }), startRgw()]);
    expect(one.endpoint).not.toBe(two.endpoint);
    expect(one.admin.secretAccessKey).not.toBe(two.admin.secretAccessKey);
    const [s3, others] = [one.adminS3(), two.adminS3()];
    await s3.send(new CreateBucketCommand({ Bucket: 'only-here' }));
    await s3.send(new PutObjectCommand({ Bucket: 'only-here', Key: 'a', Body: 'x' }));
    expect((await others.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    const pids = [...one.pids(), ...two.pids()];
    expect(pids).toHaveLength(6);
    expect(pids.every(isAlive)).toBe(true);
    await Promise.all([one.stop(), two.stop()]);
    expect(pids.some(isAlive)).toBe(false);
    expect(one.pids()).toEqual([]);
    expect(existsSync(dataDir)).toBe(false);
    await one.stop();
  });

  it('says what the servers said when they do not start', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'pail-rgw-test-'));
    await writeFile(join(dataDir, 'mon'), 'a file where a folder belongs');
    await expect(startRgw({ dataDir })).rejects.toThrow(/RGW did not start: .*mon/);
    expect(existsSync(dataDir)).toBe(false);
  });
});
