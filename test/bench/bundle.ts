import { fileURLToPath } from 'node:url';
import { bundleScript } from '../support/bundle.ts';

/** A script of test/bench/utility. */
export type UtilityScript = 'list-by-port' | 'list-by-sdk' | 'list-unread' | 'arrange-plainly' | 'engine-inside';

/** Bundles a script that runs in a utility process beside the engine, as the engine itself is bundled. Answers its path. */
export function bundleUtility(name: UtilityScript, folder: string): Promise<string> {
  return bundleScript(fileURLToPath(new URL(`utility/${name}.ts`, import.meta.url)), folder);
}
