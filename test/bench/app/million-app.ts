import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { MILLION } from '../million/entries.ts';
import { EMPTY_FOLDER, MILLION_BUCKET, MILLION_FOLDER } from '../million/names.ts';
import { statusBytes } from '../process-usage.ts';
import { expectAttribute } from './expect-attribute.ts';
import { type SignedIn, startSignedIn } from './signed-in.ts';

const SETTLE_MS = 4_000;
const LOAD_LIMIT_MS = 300_000;

/** Pail with the list of a million on screen, all of it loaded. */
export interface MillionApp extends SignedIn {
  readonly rendererPid: number;
  /** Bytes that the renderer holds more than with an empty list. */
  readonly rendererOverIdle: number;
}

/** Pail with the million at a device pixel ratio, started once. */
export function millionApp(bench: Bench, devicePixelRatio: number): Promise<MillionApp> {
  return bench.once(`million app ${devicePixelRatio}`, async () => {
    const { endpoint } = await bench.million();
    const place = (label: string, prefix: string) => ({ label, prefix, bucket: MILLION_BUCKET });
    const signedIn = await startSignedIn(bench, {
      name: `million-${devicePixelRatio}`,
      endpoint,
      keys: (await bench.rgw()).admin,
      places: [place('Empty', EMPTY_FOLDER), place('Million', MILLION_FOLDER)],
      devicePixelRatio,
    });
    const { app, window } = signedIn;
    const rendererPid = await app.rendererPid();
    await delay(SETTLE_MS);
    const idle = await statusBytes(rendererPid, 'VmRSS');
    await window.openLocation('Million');
    await expectAttribute(window.list, 'aria-rowcount', String(MILLION + 1), LOAD_LIMIT_MS);
    await delay(SETTLE_MS);
    const rendererOverIdle = (await statusBytes(rendererPid, 'VmRSS')) - idle;
    return { ...signedIn, rendererPid, rendererOverIdle };
  });
}
