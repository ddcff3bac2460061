/** A display for the windows of a test: the one that is there, or a virtual one. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { endChild, giveToUnprivileged } from './run-as.ts';

/** A display, and how programs reach it. */
export interface Display {
  /** DISPLAY, and XAUTHORITY where the display asks for a cookie: a file that the unprivileged user can read. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the display if it was started here. */
  stop(): Promise<void>;
}

/**
 * The display that DISPLAY names, else a virtual one of this size in pixels with a free number and a cookie of its own, so
 * that nothing else on the machine can look at it.
 */
export async function ensureDisplay({ width = 1600, height = 1000 } = {}): Promise<Display> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pail-display-'));
  try {
    const present = process.env['DISPLAY'];
    return present ? await presentDisplay(present, folder) : await virtualDisplay(width, height, folder);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

async function presentDisplay(name: string, folder: string): Promise<Display> {
  const cookie = path.join(folder, 'cookie');
  const own = process.env['XAUTHORITY'] || path.join(homedir(), '.Xauthority');
  const hasCookie = await copyFile(own, cookie).then(
    () => true,
    () => false,
  );
  await giveToUnprivileged(folder);
  return {
    env: { DISPLAY: name, ...(hasCookie ? { XAUTHORITY: cookie } : {}) },
    stop: () => rm(folder, { recursive: true }),
  };
}

async function virtualDisplay(width: number, height: number, folder: string): Promise<Display> {
  const cookie = path.join(folder, 'cookie');
  await writeFile(cookie, wildcardCookie(), { mode: 0o600 });
  await giveToUnprivileged(folder);

  // Xvfb itself finds a free number and writes it to descriptor 3 when it is ready.
  const server = spawn(
    'setpriv',
    ['--pdeathsig=TERM', '--', 'Xvfb', '-displayfd', '3', '-auth', cookie, '-nolisten', 'tcp', '-noreset'].concat([
      '-screen',
      '0',
      `${width}x${height}x24`,
    ]),
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  let complaints = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const number = await Promise.race([
    once((server.stdio[3] as Readable).setEncoding('utf8'), 'data').then(([text]) => String(text).trim()),
    once(server, 'exit').then(([code]) => {
      throw new Error(`Xvfb ended with ${code}: ${complaints}`);
    }),
  ]);
  return {
    env: { DISPLAY: `:${number}`, XAUTHORITY: cookie },
    async stop() {
      await endChild(server);
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * An X authority file with one fresh cookie, for any host and any display number: the number is not known before the
 * server has started, and the server wants the file at its start.
 */
function wildcardCookie(): Buffer {
  const anyHost = 0xffff;
  const family = Buffer.alloc(2);
  family.writeUInt16BE(anyHost);
  const counted = (content: Buffer | string): Buffer => {
    const bytes = Buffer.from(content);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  return Buffer.concat([family, counted(''), counted(''), counted('MIT-MAGIC-COOKIE-1'), counted(randomBytes(16))]);
}
