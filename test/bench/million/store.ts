import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endChild } from '../../support/run-as.ts';
import type { Store } from '../bench.ts';
import { checkForm } from './form.ts';

/** A running synthetic store. */
export interface MillionStore {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts the synthetic store, after its pages have been compared with those of a real one. */
export async function startMillionStore(real: Store): Promise<MillionStore> {
  await checkForm(real);
  const program = fileURLToPath(new URL('server.ts', import.meta.url));
  const server: ChildProcess = fork(program, { execArgv: ['--import', 'tsx', '--no-warnings'] });
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`the synthetic store ended with ${code}`);
  });
  const [port] = await Promise.race([once(server, 'message'), ended]);
  ended.catch(() => undefined);
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => endChild(server) };
}
