import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

// Targets name the oldest runtime that must parse the bundles: the one that the tests run on.
const NODE_TARGET = 'node20.18';
const CHROME_TARGET = 'chrome130';

/** The licences of all that a bundle holds, in one file beside it; packages have them in a folder of their own. */
const license = { fileName: 'licenses.md' };

const noAjv = fileURLToPath(new URL('src/main/settings/no-ajv.ts', import.meta.url));

export default defineConfig({
  main: {
    resolve: { alias: { 'ajv/dist/2020.js': noAjv, 'ajv-formats': noAjv } },
    build: {
      target: NODE_TARGET,
      externalizeDeps: false,
      license,
      minify: false,
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          engine: 'src/main/engine-process/index.ts',
          'disk-thread': 'src/main/engine-process/disk-thread.ts',
          'digest-thread': 'src/main/engine-process/digest-thread.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      externalizeDeps: false,
      // A sandboxed preload can neither be an ES module nor load a second file.
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      target: CHROME_TARGET,
      license,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
});
