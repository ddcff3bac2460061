/** Calls of the window that main does not answer for a while, or refuses: for states that pass too quickly to be looked at. */
import type { ElectronApplication } from 'playwright';
import { CALL_CHANNEL } from '../../src/shared/api.ts';
import type { Failure } from '../../src/shared/errors.ts';

type Handler = (event: unknown, feature: string, method: string, args: unknown) => unknown;
interface Held {
  readonly method: string;
  readonly failure: Failure | null;
  readonly waiting: (() => void)[];
}
type Main = typeof globalThis & { held?: Held | undefined };

/** From now on a method, such as `access.read`, answers this failure; `null`: nothing, until {@link letGo}. One at a time. */
export async function hold(app: ElectronApplication, method: string, failure: Failure | null = null): Promise<void> {
  await app.evaluate(
    ({ ipcMain }, { channel, asked }) => {
      const main = globalThis as Main;
      if (main.held === undefined) {
        // Electron has no other way to what handles a channel.
        const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers;
        const handler = handlers.get(channel);
        if (!handler) throw new Error(`Nothing handles ${channel}.`);
        handlers.set(channel, async (event, feature, name, args) => {
          const { held } = main;
          if (held?.method !== `${feature}.${name}`) return handler(event, feature, name, args);
          if (held.failure !== null) return { ok: false, error: held.failure };
          await new Promise<void>((resolve) => held.waiting.push(resolve));
          return handler(event, feature, name, args);
        });
      }
      main.held = { ...asked, waiting: [] };
    },
    { channel: CALL_CHANNEL, asked: { method, failure } },
  );
}

/** Lets the calls that were held go on, and holds no more. */
export async function letGo(app: ElectronApplication): Promise<void> {
  await app.evaluate(() => {
    const main = globalThis as Main;
    const waiting = main.held?.waiting ?? [];
    main.held = { method: '', failure: null, waiting: [] };
    for (const goOn of waiting) goOn();
  });
}
