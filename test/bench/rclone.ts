/** rclone, the peer of most rows: Debian's, with the administrator's keys. */
import { tmpdir } from 'node:os';
import type { AccessKeys } from '../support/rgw.ts';
import { measureCommand } from './measured-command.ts';

/** What rclone is told for many small objects; for large ones its defaults hold. */
export const MANY_AT_A_TIME = ['--transfers', '32', '--checkers', '32'];

/** Runs rclone and measures it; `store:` is the store at `endpoint`. */
export function rclone(endpoint: string, keys: AccessKeys, args: readonly string[]) {
  return measureCommand('rclone', ['--config', '/dev/null', ...args], {
    HOME: tmpdir(),
    RCLONE_CONFIG_STORE_TYPE: 's3',
    RCLONE_CONFIG_STORE_PROVIDER: 'Ceph',
    RCLONE_CONFIG_STORE_ENDPOINT: endpoint,
    RCLONE_CONFIG_STORE_ACCESS_KEY_ID: keys.accessKeyId,
    RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: keys.secretAccessKey,
  });
}
