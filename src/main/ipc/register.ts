/** The one boundary to the renderer. Nothing else in Pail listens to ipcMain (a unit test holds that). */
import { ipcMain, type WebContents } from 'electron';
import { CALL_CHANNEL } from '../../shared/api.ts';
import { failure, type Result } from '../../shared/errors.ts';
import { type AllHandlers, answer, isTrusted } from './answer.ts';

/** Starts to answer. Calls that come before the handlers are there wait for them. */
export function registerApi(handlers: Promise<AllHandlers>, isOurWindow: (contents: WebContents) => boolean): void {
  ipcMain.handle(
    CALL_CHANNEL,
    async (event, feature: unknown, method: unknown, args: unknown): Promise<Result<unknown>> => {
      if (!isTrusted(event, isOurWindow)) return { ok: false, error: failure('forbidden') };
      return answer(await handlers, feature, method, args);
    },
  );
}
