import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Desktop } from './desktop.ts';
import { runUnprivileged } from './run-as.ts';

/** Lets the desktop's user trust an authority, as Chromium on Linux asks: by the database in the home. Throws an Error with what certutil says. */
export async function trustAuthority(desktop: Desktop, certificate: string): Promise<void> {
  const file = path.join(desktop.home, 'tmp/authority.pem');
  await writeFile(file, certificate);
  await chmod(file, 0o644);
  const database = path.join(desktop.home, '.pki/nssdb');
  const run = async (program: string, ...args: string[]): Promise<void> => {
    const { code, output } = await runUnprivileged(program, args, { env: desktop.env });
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${output}`);
  };
  await run('mkdir', '-p', database);
  await run('certutil', '-d', `sql:${database}`, '-N', '--empty-password');
  await run('certutil', '-d', `sql:${database}`, '-A', '-n', 'Pail test', '-t', 'C,,', '-i', file);
}
