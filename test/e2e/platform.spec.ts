/**
 * The ground that the other end-to-end tests stand on: that the app runs sandboxed as an unprivileged user, and that
 * links, the system browser, dropped files and the keyring are real. With a minimal app, so that a failure here is the
 * platform's.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { launchApp, type PailApp } from '../support/app.ts';
import { createDesktop, type Desktop } from '../support/desktop.ts';
import { type Display, ensureDisplay } from '../support/display.ts';
import { dropFiles } from '../support/drop.ts';
import { giveToUnprivileged } from '../support/run-as.ts';

const CALLBACK = 'pail-dev://auth/callback?code=1&state=a%20b';

const MAIN = `
const { app, BrowserWindow } = require('electron');
app.enableSandbox();
globalThis.secondArgv = [];
console.log('fixture starts');
if (!app.requestSingleInstanceLock()) app.exit(0);
app.on('second-instance', (_event, argv) => globalThis.secondArgv.push(argv));
app.whenReady().then(() => {
  const preload = require('node:path').join(__dirname, 'preload.cjs');
  new BrowserWindow({ webPreferences: { preload } }).loadFile('out/index.html');
});`;
const PRELOAD = `
const { contextBridge, webUtils } = require('electron');
contextBridge.exposeInMainWorld('pathOf', (file) => webUtils.getPathForFile(file));`;
const PAGE = `<!doctype html><title>Fixture</title><h1>Drop here</h1><script>
window.dropped = [];
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  for (const item of event.dataTransfer.items) {
    const { isDirectory } = item.webkitGetAsEntry();
    window.dropped.push({ path: window.pathOf(item.getAsFile()), isDirectory, isTrusted: event.isTrusted });
  }
});
</script>`;

let display: Display;
let fixture: string;
let desktop: Desktop;
let running: PailApp;

test.beforeAll(async () => {
  display = await ensureDisplay();
  fixture = await mkdtemp(path.join(tmpdir(), 'pail-fixture-'));
  await mkdir(path.join(fixture, 'out'));
  await writeFile(path.join(fixture, 'package.json'), JSON.stringify({ name: 'fixture', main: 'out/main.cjs' }));
  await writeFile(path.join(fixture, 'out/main.cjs'), MAIN);
  await writeFile(path.join(fixture, 'out/preload.cjs'), PRELOAD);
  await writeFile(path.join(fixture, 'out/index.html'), PAGE);
});

test.afterAll(async () => {
  await display.stop();
  await rm(fixture, { recursive: true });
});

async function start(options: { keyring?: boolean } = {}): Promise<void> {
  desktop = await createDesktop({ display, appFolder: fixture, ...options });
  running = await launchApp(desktop);
}

test.afterEach(async () => {
  await running.close();
  await desktop.stop();
});

const secondArgv = (): Promise<string[][]> =>
  running.electronApp.evaluate(() => (globalThis as unknown as { secondArgv: string[][] }).secondArgv);

test('the renderer runs in a real sandbox, as an unprivileged user', async () => {
  await start();
  const renderer = await running.processStatus(await running.rendererPid());
  expect(renderer['Seccomp']).toBe('2');
  expect(renderer['Uid']).not.toMatch(/^0\b/);
  const main = await running.processStatus(running.electronApp.process().pid ?? 0);
  expect(main['Uid']).not.toMatch(/^0\b/);
  expect(running.logs()).toContain('fixture starts');
  expect(await running.electronApp.evaluate(({ app }) => app.getPath('userData'))).toBe(running.userDataDir);
});

test('a link reaches the running instance as it is', async () => {
  await start();
  desktop.open(CALLBACK);
  await expect.poll(async () => (await secondArgv()).length).toBe(1);
  expect((await secondArgv())[0]).toContain(CALLBACK);
});

test('a second instance hands its argument over and ends', async () => {
  await start();
  const second = await running.secondInstance('/some/team profile.pail');
  expect(second.code, second.output).toBe(0);
  expect((await secondArgv())[0]).toContain('/some/team profile.pail');
});

test('the system browser opens a page, and the page opens the app without a question', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/callback') response.writeHead(302, { location: CALLBACK }).end();
    else response.setHeader('content-type', 'text/html').end('<title>Sign in</title><a href="/callback">Go on</a>');
  });
  const origin = await listen(server);
  try {
    await start();
    await desktop.trustBrowserOrigin(origin);
    await running.electronApp.evaluate(({ shell }, url) => shell.openExternal(url), `${origin}/sign-in`);

    const browser = await desktop.browser();
    const page = browser.contexts()[0]?.pages()[0];
    await page?.getByText('Go on').click();
    await expect.poll(async () => (await secondArgv()).length).toBe(1);
    expect((await secondArgv())[0]).toContain(CALLBACK);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('dropped files and folders have their paths', async () => {
  await start();
  const file = path.join(desktop.home, 'b ü.txt');
  const folder = path.join(desktop.home, 'folder');
  await writeFile(file, 'text');
  await mkdir(folder);
  await giveToUnprivileged(file);
  await dropFiles(running.page, running.page.getByRole('heading'), [file, folder]);
  const dropped = (): Promise<unknown> =>
    running.page.evaluate(() => (globalThis as unknown as { dropped: unknown }).dropped);
  await expect.poll(dropped).toEqual([
    { path: file, isDirectory: false, isTrusted: true },
    { path: folder, isDirectory: true, isTrusted: true },
  ]);
});

test('secrets are encrypted where the session has a keyring, and not where it has none', async () => {
  const backend = (): Promise<string> =>
    running.electronApp.evaluate(({ safeStorage }) =>
      [safeStorage.isEncryptionAvailable(), safeStorage.getSelectedStorageBackend()].join(' '),
    );
  await start();
  expect(await backend()).toBe('false basic_text');
  await running.close();
  await desktop.stop();

  await start({ keyring: true });
  expect(await backend()).toBe('true gnome_libsecret');
  const secret = await running.electronApp.evaluate(({ safeStorage }) =>
    safeStorage.decryptString(safeStorage.encryptString('word')),
  );
  expect(secret).toBe('word');
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
