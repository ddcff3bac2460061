import {
  type BrowserWindow,
  dialog,
  type MessageBoxOptions,
  type OpenDialogOptions,
  type SaveDialogOptions,
  shell,
} from 'electron';
import { PailError } from '../../shared/errors.ts';
import { userFs } from '../user-fs.ts';

/** Asks the person for files or folders; `null` when cancelled. */
export async function askToOpen(window: BrowserWindow | null, options: OpenDialogOptions): Promise<string[] | null> {
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled || filePaths.length === 0 ? null : filePaths;
}

/** Asks the person under which name to save; `null` when cancelled. */
export async function askToSave(window: BrowserWindow | null, options: SaveDialogOptions): Promise<string | null> {
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled || filePath === '' ? null : filePath;
}

/** Asks a question whose safe answer is no. */
export async function askYesNo(
  window: BrowserWindow | null,
  question: { readonly title: string; readonly detail: string; readonly yes: string; readonly no: string },
): Promise<boolean> {
  const { title, detail, yes, no } = question;
  const options: MessageBoxOptions = {
    type: 'question',
    message: title,
    detail,
    buttons: [no, yes],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response === 1;
}

/** Whether there is a folder now. */
export async function isFolderThere(folder: string): Promise<boolean> {
  const stats = await userFs.promises.stat(folder).catch(() => null);
  return stats?.isDirectory() === true;
}

/** Shows a folder in the OS's file manager. Only a folder: opening a file would run what belongs to it. */
export async function revealFolder(folder: string): Promise<void> {
  if (!(await isFolderThere(folder))) throw new PailError('file-not-found', { subject: folder });
  const problem = await shell.openPath(folder);
  if (problem !== '') throw new PailError('file-unreadable', { subject: folder, reason: problem });
}
