/** The parts of a login session that a test desktop needs: a bus, a keyring, and who opens which links. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Environment, runUnprivileged, spawnUnprivileged } from './run-as.ts';

const START_LIMIT_MS = 10_000;

/** A program that opens links. */
export interface LinkHandler {
  /** The name of its desktop entry, `<name>.desktop`. */
  readonly entry: string;
  readonly title: string;
  /** An executable that takes the link as its only argument. */
  readonly script: string;
  readonly schemes: readonly string[];
}

/** Starts the session bus at the address that the environment names. It ends with the desktop's other processes. */
export async function startBus(env: Environment): Promise<void> {
  const address = `--address=${env['DBUS_SESSION_BUS_ADDRESS']}`;
  const bus = spawnUnprivileged('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address', address], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // It prints the address once it listens there.
  await Promise.race([once(bus.stdout as NodeJS.ReadableStream, 'data'), failAtExit(bus, 'dbus-daemon')]);
}

/** Starts a keyring service and unlocks the login keyring, as a login with a password does. */
export async function startKeyring(env: Environment): Promise<void> {
  const keyring = spawnUnprivileged('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keyring.stdin?.end('password of the test keyring');
  await Promise.race([untilKeyringAnswers(env), failAtExit(keyring, 'gnome-keyring-daemon')]);
}

/** Locks the login keyring, as the end of a session does: whoever wants something of it makes it ask for its password. */
export async function lockKeyring(env: Environment): Promise<void> {
  const { code, output } = await runUnprivileged(
    'dbus-send',
    [
      '--session',
      '--print-reply',
      '--dest=org.freedesktop.secrets',
      '/org/freedesktop/secrets',
      'org.freedesktop.Secret.Service.Lock',
      'array:objpath:/org/freedesktop/secrets/collection/login',
    ],
    { env },
  );
  if (code !== 0) throw new Error(`The keyring was not locked: ${output}`);
}

/** Waits until the keyring asks for its password on the display, and gives none. */
export async function dismissKeyringQuestion(env: Environment): Promise<void> {
  const question = ['search', '--sync', '--onlyvisible', '--class', 'gcr-prompter', 'windowfocus', 'sleep', '0.5'];
  // Its window goes with the press of the key, which nobody can let go of then.
  const { code, output } = await runUnprivileged('xdotool', [...question, 'keydown', 'Escape'], { env });
  if (code !== 0) throw new Error(`The keyring did not ask: ${output}`);
}

async function untilKeyringAnswers(env: Environment): Promise<void> {
  const question = [
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus.NameHasOwner',
  ];
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const { output } = await runUnprivileged('dbus-send', [...question, 'string:org.freedesktop.secrets'], { env });
    if (output.includes('boolean true')) return;
    if (Date.now() > deadline) throw new Error(`The keyring is not on the bus: ${output}`);
    await delay(50);
  }
}

/** Registers a program for its schemes in this home, as an installer does. */
export async function installLinkHandler(
  { entry, title, script, schemes }: LinkHandler,
  env: Environment,
): Promise<void> {
  const types = schemes.map((scheme) => `x-scheme-handler/${scheme}`);
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${title}`,
    `Exec=${script} %u`,
    'Terminal=false',
    `MimeType=${types.join(';')};`,
  ];
  const file = path.join(env['XDG_DATA_HOME'] ?? '', 'applications', entry);
  await writeFile(file, `${lines.join('\n')}\n`);
  const { code, output } = await runUnprivileged('xdg-mime', ['default', entry, ...types], { env });
  if (code !== 0) throw new Error(`xdg-mime failed (${code}): ${output}`);
}

async function failAtExit(child: ChildProcess, name: string): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`${name} ended with ${code}.`);
}
