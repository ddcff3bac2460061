/** Another client of the store, with the administrator's keys: rclone, which shares no code with Pail. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Rgw } from './rgw.ts';
import { treeHash } from './tree-hash.ts';

const run = promisify(execFile);

/** Where the store is, and whom it takes. */
type Store = Pick<Rgw, 'endpoint' | 'admin'>;

/** Runs rclone; `store:` is the store. Answers its output; throws with it where rclone fails. */
export async function rclone(rgw: Store, args: readonly string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: tmpdir(),
    RCLONE_CONFIG_STORE_TYPE: 's3',
    RCLONE_CONFIG_STORE_PROVIDER: 'Ceph',
    RCLONE_CONFIG_STORE_ENDPOINT: rgw.endpoint,
    RCLONE_CONFIG_STORE_ACCESS_KEY_ID: rgw.admin.accessKeyId,
    RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: rgw.admin.secretAccessKey,
  };
  const { stdout, stderr } = await run('rclone', ['--config', '/dev/null', ...args], {
    env,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout + stderr;
}

/** The tree hash of what the store holds below a bucket's prefix. */
export async function storedTreeHash(rgw: Rgw, bucket: string, prefix: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pail-stored-'));
  try {
    await rclone(rgw, ['copy', `store:${bucket}/${prefix}`, folder]);
    return await treeHash(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Compares a local folder with the store byte for byte. Throws where anything differs. */
export async function checkAgainstStore(rgw: Store, folder: string, bucket: string, prefix: string): Promise<void> {
  await rclone(rgw, ['check', '--download', folder, `store:${bucket}/${prefix}`]);
}

/** The names of all objects below a prefix, relative to it. */
export async function storedNames(rgw: Rgw, bucket: string, prefix: string): Promise<string[]> {
  const output = await rclone(rgw, ['lsf', '-R', '--files-only', `store:${bucket}/${prefix}`]);
  return output.split('\n').filter((line) => line !== '');
}
