import { stat } from 'node:fs/promises';
import { type BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron';
import { PailError } from '../../shared/errors.ts';

/** Asks the person for files or folders; `null` when cancelled. */
export async function askToOpen(window: BrowserWindow | null, options: OpenDialogOptions): Promise<string[] | null> {
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled || filePaths.length === 0 ? null : filePaths;
}

/** Shows a folder in the OS's file manager. Only a folder: opening a file would run what belongs to it. */
export async function revealFolder(folder: string): Promise<void> {
  const stats = await stat(folder).catch(() => null);
  if (!stats?.isDirectory()) throw new PailError('file-not-found', { subject: folder });
  const problem = await shell.openPath(folder);
  if (problem !== '') throw new PailError('file-unreadable', { subject: folder, reason: problem });
}
