import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** A script of test/bench/utility. */
export type UtilityScript = 'list-by-port' | 'list-by-sdk' | 'list-unread' | 'arrange-plainly' | 'engine-inside';

/** Bundles a script that runs in a utility process beside the engine, as the engine itself is bundled. Answers its path. */
export async function bundleUtility(name: UtilityScript, folder: string): Promise<string> {
  const outDir = path.join(folder, name);
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node20.18',
      minify: false,
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input: { [name]: fileURLToPath(new URL(`utility/${name}.ts`, import.meta.url)) },
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return path.join(outDir, `${name}.mjs`);
}
