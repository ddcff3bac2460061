/** The composition root of main: what is made, in which order, and who knows whom. No decisions of its own. */
import path from 'node:path';
import { app, type BrowserWindow, Menu, session, type WebContents } from 'electron';
import { EVENT_CHANNEL, type PailEvents } from '../shared/api.ts';
import { EMPTY_CONTEXT } from '../shared/commands.ts';
import { type Failure, toFailure } from '../shared/errors.ts';
import { text } from '../shared/text/index.ts';
import type { AllHandlers } from './ipc/answer.ts';
import { registerApi } from './ipc/register.ts';
import { declareAppScheme, serveApp } from './platform/app-protocol.ts';
import { deepLinkScheme } from './platform/build.ts';
import { parseDeepLink } from './platform/deep-link.ts';
import { Launches, registerScheme } from './platform/launches.ts';
import { applicationMenu } from './platform/menu.ts';
import { guardAllContents, restrictSession } from './platform/session-policy.ts';
import { builtPaths, focusWindow, openMainWindow } from './platform/window.ts';
import { openSettings, type SettingsStore } from './settings/settings.ts';
import { type Running, startServices } from './start-services.ts';

const paths = builtPaths(import.meta.dirname);
const launches = new Launches();
let window: BrowserWindow | null = null;

function send<E extends keyof PailEvents>(event: E, payload: PailEvents[E]): void {
  if (window && !window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, event, payload);
}

function notifyFailure({ message, code, detail }: Failure): void {
  send('notice', { kind: 'error', message, details: JSON.stringify({ code, ...detail }, null, 2) });
}

function showMenu(context = EMPTY_CONTEXT): void {
  Menu.setApplicationMenu(applicationMenu(context, (id) => send('command', { id })));
}

function openWindow(settings: SettingsStore): BrowserWindow {
  const opened = openMainWindow({
    bounds: settings.read().windowBounds,
    preload: paths.preload,
    onBounds: (windowBounds) => settings.update({ windowBounds }),
  });
  opened.on('closed', () => {
    window = null;
  });
  return opened;
}

/** Links and files from outside, now that there is somebody to take them. */
function deliverLaunches({ accounts, importFiles }: Running): void {
  const focus = (): void => {
    if (window) focusWindow(window);
  };
  launches.deliver({
    focus,
    deepLink: (raw) => {
      const link = parseDeepLink(raw, deepLinkScheme());
      focus();
      if (link.kind === 'logout') return;
      if (link.kind === 'callback' && accounts.takeCallback(link.callback)) return;
      const reason = link.kind === 'refused' ? link.reason : 'no sign-in waits for it';
      send('notice', { kind: 'error', message: text.notices.linkRefused, details: reason });
    },
    profileFile: (file) => {
      importFiles([file])
        .then(
          ([profile]) =>
            profile &&
            send('notice', { kind: 'info', message: text.notices.profileImported(profile.name), details: '' }),
        )
        .catch((error: unknown) => notifyFailure(toFailure(error)));
    },
  });
}

async function start(): Promise<void> {
  restrictSession(session.defaultSession);
  serveApp(session.defaultSession, paths.renderer);
  const userData = app.getPath('userData');
  const settings = openSettings(userData);
  showMenu();
  let provide: (handlers: AllHandlers) => void = () => undefined;
  const handlers = new Promise<AllHandlers>((resolve) => {
    provide = resolve;
  });
  const isOurWindow = (contents: WebContents): boolean => window !== null && contents === window.webContents;
  registerApi(handlers, isOurWindow);
  window = openWindow(settings);
  app.on('activate', () => {
    window ??= openWindow(settings);
  });
  // The rest waits for the window: a locked keyring may ask the person something first.
  await new Promise<void>((shown) => window?.once('ready-to-show', shown));
  const running = await startServices({ userData, engineEntry: paths.engine, window: () => window, send, showMenu });
  provide(running.handlers);
  app.on('before-quit', () => running.engine.stop());
  if (settings.setAside !== null) {
    const message = text.notices.settingsReset(path.basename(settings.setAside));
    send('notice', { kind: 'info', message, details: settings.setAside });
  }
  for (const failure of running.startFailures) notifyFailure(failure);
  deliverLaunches(running);
  await running.restore();
}

declareAppScheme();
app.enableSandbox();
guardAllContents();
app.on('window-all-closed', () => app.quit());
if (launches.start()) {
  registerScheme();
  // Not awaited at the top: `ready` would never come.
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      process.stderr.write(`Pail could not start: ${error instanceof Error ? error.stack : String(error)}\n`);
      app.exit(1);
    });
} else {
  app.quit();
}
