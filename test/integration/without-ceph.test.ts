/** Tests that are not run where there is no Ceph are named here, each file with its reason, so that nobody takes them for passed. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { NEEDS_CEPH } from '../support/needs-ceph.ts';

const folders = ['.', '../e2e'].map((folder) => path.join(import.meta.dirname, folder));
const isThere = inject('world').store === 'ceph';

test.each(Object.entries(NEEDS_CEPH))('%s is a file of tests that needs %s', (name) => {
  expect(folders.some((folder) => existsSync(path.join(folder, name)))).toBe(true);
});

if (!isThere) {
  for (const [name, reason] of Object.entries(NEEDS_CEPH))
    test.skip(`${name}: there is no Ceph here, and it needs ${reason}`);
}
