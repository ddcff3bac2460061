/** The demo for a person: starts the servers and Pail, says how to sign in, and ends everything when Pail is closed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { electronRuntime } from '../../../scripts/electron-runtime.mjs';
import { MISSING_WITHOUT_CEPH } from '../../../scripts/lib/store-choice.mjs';
import { createDesktop } from '../desktop.ts';
import { ensureDisplay } from '../display.ts';
import type { Environment } from '../run-as.ts';
import { installLinkHandler } from '../session.ts';
import { demoLargeBytes, startWorld } from '../world.ts';

const REPOSITORY = path.join(import.meta.dirname, '../../..');

let pail: ChildProcess | null = null;

async function runPail(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  pail = spawn(command, args, { env, stdio: 'inherit' });
  await once(pail, 'exit');
}

/** Pail as it is where a build from the source tree is started without more: the browser comes back by a loopback address. */
async function runPlainly(folder: string, profile: string): Promise<void> {
  const { executable } = await electronRuntime();
  await runPail(executable, [`--user-data-dir=${path.join(folder, 'user-data')}`, REPOSITORY, profile], process.env);
}

/** Pail as the person who runs this. Links of the source tree's scheme come to it while it runs. */
async function runAsPerson(folder: string, profile: string): Promise<void> {
  const { executable } = await electronRuntime();
  const args = [`--user-data-dir=${path.join(folder, 'user-data')}`, REPOSITORY];
  const script = path.join(folder, 'open-link');
  const quoted = [executable, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  await writeFile(script, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  await chmod(script, 0o755);
  const data = process.env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local/share');
  await mkdir(path.join(data, 'applications'), { recursive: true });
  const env = { ...process.env, XDG_DATA_HOME: data } as Environment;
  const entry = 'paildemo.desktop';
  await installLinkHandler({ entry, title: 'Pail (source tree)', script, schemes: ['pail-dev'] }, env);
  console.log(`Links with pail-dev: open this Pail while it runs (${entry} in ${data}/applications).`);
  try {
    await runPail(executable, [...args, profile], process.env);
  } finally {
    await rm(path.join(data, 'applications', entry), { force: true });
  }
}

/** Root has no browser sandbox: Pail and the browser then run as nobody, in a home of their own. */
async function runAsNobody(profile: string, origin: string): Promise<void> {
  const display = await ensureDisplay();
  const desktop = await createDesktop({ display });
  try {
    await desktop.trustBrowserOrigin(origin);
    await chmod(profile, 0o644);
    console.log(`Root has no browser sandbox, so Pail runs as nobody here. It can write to ${desktop.env['TMPDIR']}.`);
    const args = [...desktop.appArguments(path.join(desktop.home, 'user-data')), profile];
    await runPail(desktop.launcher, args, desktop.env);
  } finally {
    await desktop.stop();
    await display.stop();
  }
}

// The end of Pail ends the rest: what was registered and written for it must not stay.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (pail) pail.kill('SIGTERM');
    else process.exit(130);
  });
}

const folder = await mkdtemp(path.join(tmpdir(), 'pail-demo-'));
await chmod(folder, 0o755);
console.log('Starting the sign-in service and the S3 server, and filling it with sample files…');
const isLinux = process.platform === 'linux';
const world = await startWorld({ largeBytes: demoLargeBytes(), redirect: isLinux ? 'link' : 'loopback' });
if (world.store === 'emulator') console.log(MISSING_WITHOUT_CEPH);
try {
  const profile = path.join(folder, 'demo.pail');
  await world.writeProfile(profile);
  console.log('Press Sign in in Pail, and sign in as ana / demo, ben / demo or cleo / demo.');
  console.log(`The profile to import again or to look at: ${profile}`);
  if (!isLinux) await runPlainly(folder, profile);
  else if (process.getuid?.() === 0) await runAsNobody(profile, world.pool.origin);
  else await runAsPerson(folder, profile);
} finally {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
}
