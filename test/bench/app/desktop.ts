import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDesktop, type Desktop } from '../../support/desktop.ts';
import { giveToUnprivileged } from '../../support/run-as.ts';
import type { Bench } from '../bench.ts';

/** A desktop with Pail as it was built, and beside it the bare app. */
export interface BenchDesktop extends Desktop {
  /** The folder of the bare app, for the last of its arguments. */
  readonly bareApp: string;
  /** What is loaded into a main process to watch its start. */
  readonly watcher: string;
}

/** The desktop of the run, made once. */
export function benchDesktop(bench: Bench): Promise<BenchDesktop> {
  return bench.once('desktop', async () => {
    const appFolder = path.join(bench.built, '..');
    const desktop = await bench.own(createDesktop({ display: await bench.display(), appFolder }));
    const copied = async (name: string): Promise<string> => {
      const target = path.join(desktop.home, path.basename(name));
      await cp(fileURLToPath(new URL(`../electron/${name}`, import.meta.url)), target, { recursive: true });
      await giveToUnprivileged(target);
      return target;
    };
    return { ...desktop, bareApp: await copied('bare'), watcher: await copied('watch-start.cjs') };
  });
}

/** The flags of Electron that Pail is started with, without the app. */
export function electronFlags(desktop: Desktop, userDataDir: string): string[] {
  return desktop.appArguments(userDataDir).slice(0, -1);
}

/** The folder of the app. */
export function pailFolder(desktop: Desktop): string {
  return desktop.appArguments('').at(-1) as string;
}
