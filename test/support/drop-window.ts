/** Another program's window, which takes files that are dropped on it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from 'playwright';
import type { Desktop } from './desktop.ts';
import { giveToUnprivileged } from './run-as.ts';

const MAIN = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ x: 1100, y: 0, width: 480, height: 600 }).loadFile('index.html'));
`;
const PAGE = `<!doctype html><title>Drop</title><body style="height: 95vh"><script>
const seen = { isOver: false, dropped: [] };
globalThis.seen = seen;
addEventListener('dragover', (event) => { event.preventDefault(); seen.isOver = true; });
addEventListener('drop', async (event) => {
  event.preventDefault();
  seen.isOver = false;
  const files = [...event.dataTransfer.items].map((item) => [item.webkitGetAsEntry(), item.getAsFile()]);
  for (const [entry, file] of files) {
    seen.dropped.push([entry.name, entry.isDirectory ? null : await file.text()]);
  }
});
</script>`;

export interface DropWindow {
  readonly electronApp: ElectronApplication;
  readonly page: Page;
  /** Whether files are over it, and were not dropped. */
  isOver(): Promise<boolean>;
  /** Names and contents of what was dropped, `null` for a folder. */
  dropped(): Promise<readonly (readonly [name: string, content: string | null])[]>;
}

/** Opens it at the right edge of the display. Ends with the desktop. */
export async function openDropWindow(desktop: Desktop): Promise<DropWindow> {
  const folder = path.join(desktop.home, 'drop-window');
  await mkdir(folder);
  await writeFile(path.join(folder, 'package.json'), '{"name":"drop-window","main":"main.cjs"}');
  await writeFile(path.join(folder, 'main.cjs'), MAIN);
  await writeFile(path.join(folder, 'index.html'), PAGE);
  await giveToUnprivileged(folder);
  const electronApp = await electron.launch({
    executablePath: desktop.launcher,
    args: [`--user-data-dir=${folder}/data`, '--force-device-scale-factor=1', '--disable-gpu', folder],
    cwd: desktop.home,
    env: { ...desktop.env },
    chromiumSandbox: true,
  });
  const page = await electronApp.firstWindow();
  type Seen = { seen: { isOver: boolean; dropped: [string, string | null][] } };
  return {
    electronApp,
    page,
    isOver: () => page.evaluate(() => (globalThis as unknown as Seen).seen.isOver),
    dropped: () => page.evaluate(() => (globalThis as unknown as Seen).seen.dropped),
  };
}
