import fs from 'node:fs';

/**
 * The file system for files and folders of people. In Electron `fs` takes whatever is called `*.asar` for an archive of
 * Electron's own: a folder where it is one, and broken where it is not. Electron keeps the real one as `original-fs`.
 */
export const userFs = (process.getBuiltinModule('original-fs') as typeof fs | undefined) ?? fs;
