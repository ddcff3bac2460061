/**
 * Files of tests that need what only Ceph has here, and what that is. Where there is none they are skipped, by name and with this reason: those
 * of `test/integration` as `without-ceph.test.ts` says, those of `test/e2e` by their fixtures. Single tests say it themselves (`ceph-test.ts`).
 */

const ROLES = 'roles and STS';
const ENCRYPTION = 'encryption by the store';

export const NEEDS_CEPH: Readonly<Record<string, string>> = {
  'encrypted-location.test.ts': ENCRYPTION,
  'explained-walls.test.ts': ROLES,
  'identity-pool.test.ts': ROLES,
  'key-broker.test.ts': ROLES,
  'large-move.test.ts': 'a store that keeps its objects on the disk',
  'quirks.test.ts': 'bucket policies',
  'recording-proxy.test.ts': ROLES,
  'rgw.test.ts': 'Ceph itself',
  's3-port-role.test.ts': ROLES,
  's3-port-settings.test.ts': ENCRYPTION,
  'session-policy.test.ts': ROLES,
  'session-transfers.test.ts': ROLES,
  'transfer-faults.test.ts': ROLES,
  'transfer-keys.test.ts': ROLES,
  'wall-tokens.test.ts': ROLES,
  'wall-uploads.test.ts': ROLES,
  'wall.test.ts': ROLES,
  'identity-pool.spec.ts': ROLES,
  'views-access.spec.ts': ROLES,
};

/** Why the tests of a file cannot run with the emulator; `null` where they can. */
export function needsCeph(file: string): string | null {
  return NEEDS_CEPH[file] ?? null;
}
