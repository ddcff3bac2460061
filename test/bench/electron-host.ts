/** Electron without windows, to run the engine and its peers in the same kind of process that Pail runs the engine in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import { endChild } from '../support/run-as.ts';

const hostFolder = fileURLToPath(new URL('electron/host', import.meta.url));

/** A utility process of Electron. */
export interface Utility {
  readonly pid: number;
  postMessage(message: unknown): void;
  /** Answers the way to stop listening. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Called with the exit code when it ends, whoever ended it. */
  onExit(listener: (code: number) => void): void;
  /** Ends it and waits for its end. */
  stop(): Promise<void>;
}

type FromHost =
  | { readonly kind: 'ready' }
  | { readonly kind: 'spawned'; readonly id: number; readonly pid: number }
  | { readonly kind: 'message'; readonly id: number; readonly message: unknown }
  | { readonly kind: 'exit'; readonly id: number; readonly code: number };

interface Slot {
  spawned(pid: number): void;
  readonly messages: Set<(message: unknown) => void>;
  readonly exits: Set<(code: number) => void>;
}

/** A running Electron that starts utility processes. */
export class ElectronHost {
  readonly #electron: ChildProcess;
  readonly #userData: string;
  readonly #slots = new Map<number, Slot>();
  #lastId = 0;

  private constructor(electron: ChildProcess, userData: string) {
    this.#electron = electron;
    this.#userData = userData;
  }

  /** Starts Electron; rejects where it ends before it is ready. */
  static async start(): Promise<ElectronHost> {
    const { executable } = await electronRuntime({ quiet: true });
    const userData = await mkdtemp(path.join(tmpdir(), 'pail-bench-host-'));
    const flags = ['--no-sandbox', '--disable-gpu', '--ozone-platform=headless', `--user-data-dir=${userData}`];
    // Utility processes have no sandbox anyway, so nothing that is measured changes by running as whoever started us.
    const electron = spawn('setpriv', ['--pdeathsig=TERM', '--', executable, ...flags, hostFolder], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      // As messages between Electron's processes, these may hold typed arrays.
      serialization: 'advanced',
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    electron.stderr?.setEncoding('utf8').on('data', (text: string) => process.stderr.write(withoutNoise(text)));
    const host = new ElectronHost(electron, userData);
    await new Promise<void>((resolve, reject) => {
      electron.once('error', reject);
      electron.once('exit', (code) => reject(new Error(`Electron ended with ${code}`)));
      electron.on('message', (message: FromHost) => {
        if (message.kind === 'ready') resolve();
        else host.#hear(message);
      });
    });
    return host;
  }

  /** Starts a utility process from a script. */
  async fork(entry: string, args: readonly string[] = []): Promise<Utility> {
    this.#lastId += 1;
    const id = this.#lastId;
    const messages: Slot['messages'] = new Set();
    const exits: Slot['exits'] = new Set();
    const pid = await new Promise<number>((spawned, failed) => {
      this.#slots.set(id, { spawned, messages, exits });
      exits.add((code) => failed(new Error(`${entry} ended with ${code} at its start`)));
      this.#electron.send({ kind: 'fork', id, entry, args });
    });
    const ended = new Promise<void>((resolve) => exits.add(() => resolve()));
    return {
      pid,
      postMessage: (message) => this.#electron.send({ kind: 'post', id, message }),
      onMessage: (listener) => {
        messages.add(listener);
        return () => messages.delete(listener);
      },
      onExit: (listener) => exits.add(listener),
      stop: async () => {
        if (this.#slots.has(id)) this.#electron.send({ kind: 'kill', id });
        await ended;
      },
    };
  }

  /** Ends Electron and all that it has started. */
  async stop(): Promise<void> {
    await endChild(this.#electron);
    await rm(this.#userData, { recursive: true, force: true, maxRetries: 5 });
  }

  #hear(message: Exclude<FromHost, { kind: 'ready' }>): void {
    const slot = this.#slots.get(message.id);
    if (!slot) return;
    if (message.kind === 'spawned') slot.spawned(message.pid);
    else if (message.kind === 'message') for (const listener of slot.messages) listener(message.message);
    else {
      this.#slots.delete(message.id);
      for (const listener of slot.exits) listener(message.code);
    }
  }
}

/** Chromium's own complaints about a machine without a desktop say nothing about Pail. */
function withoutNoise(text: string): string {
  const lines = text.split('\n').filter((line) => !/^\[\d+:\d+\/[\d.]+:(ERROR|WARNING|INFO):/.test(line));
  return lines.join('\n');
}
