import { inject, test } from 'vitest';

/** For single tests that need Ceph: `test` where it is there; elsewhere they are skipped, with the reason in their names. */
export function cephTest(need: string): (name: string, work: () => Promise<void>) => void {
  if (inject('world').store === 'ceph') return (name, work) => test(name, work);
  return (name) => test.skip(`${name} (there is no Ceph here, and it needs ${need})`);
}
