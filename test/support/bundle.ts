import { basename, join } from 'node:path';
import { build } from 'vite';

/** Bundles a script with all that it imports, as the engine itself is bundled. Answers its path, below `folder`. */
export async function bundleScript(entry: string, folder: string): Promise<string> {
  const name = basename(entry, '.ts');
  const outDir = join(folder, name);
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
        input: { [name]: entry },
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return join(outDir, `${name}.mjs`);
}
