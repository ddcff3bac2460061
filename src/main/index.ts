/** The composition root of main: what is made, in which order, and who knows whom. No decisions of its own. */
import path from 'node:path';
import { app, type BrowserWindow, dialog, Menu, session, type WebContents } from 'electron';
import { EVENT_CHANNEL, type PailEvents } from '../shared/api.ts';
import { EMPTY_CONTEXT } from '../shared/commands.ts';
import { toFailure } from '../shared/errors.ts';
import { failureNotice } from '../shared/notice.ts';
import { text } from '../shared/text/index.ts';
import { profileArguments } from './cli/app-arguments.ts';
import type { AllHandlers } from './ipc/answer.ts';
import { registerApi } from './ipc/register.ts';
import { describeInAboutPanel } from './platform/about.ts';
import { declareAppScheme, serveApp } from './platform/app-protocol.ts';
import { applyTheme } from './platform/appearance.ts';
import { keepSourceTreeApart } from './platform/build.ts';
import { askYesNo } from './platform/dialogs.ts';
import { isolateFromAwsSettings } from './platform/environment.ts';
import { Launches, registerScheme } from './platform/launches.ts';
import { applicationMenu } from './platform/menu.ts';
import { guardAllContents, restrictSession } from './platform/session-policy.ts';
import { builtPaths, focusWindow, openMainWindow } from './platform/window.ts';
import { Quitting } from './quitting.ts';
import { openSettings, type SettingsStore } from './settings/settings.ts';
import type { Running } from './start-services.ts';

/** The window draws itself first: with few cores the two would hold each other up. Who signs in needs longer than this. */
const ENGINE_AFTER_MS = 300;

const paths = builtPaths(import.meta.dirname);
const launches = new Launches();
let window: BrowserWindow | null = null;
/** Until there are services, nothing stands between. */
let quitting: Quitting | null = null;

function send<E extends keyof PailEvents>(event: E, payload: PailEvents[E]): void {
  if (window && !window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, event, payload);
}

function wishToQuit(): void {
  if (!quitting || quitting.wished()) app.quit();
}

function showMenu(context = EMPTY_CONTEXT): void {
  Menu.setApplicationMenu(applicationMenu(context, (id) => send('command', { id }), wishToQuit));
}

function openWindow(settings: SettingsStore): BrowserWindow {
  const opened = openMainWindow({
    bounds: settings.read().windowBounds,
    preload: paths.preload,
    onBounds: (windowBounds) => settings.update({ windowBounds }),
  });
  opened.on('close', (event) => {
    // Elsewhere closing the window quits Pail: the question comes while there is a window to come back to.
    if (process.platform === 'darwin' || !quitting || quitting.wished()) return;
    event.preventDefault();
  });
  opened.on('closed', () => {
    window = null;
  });
  return opened;
}

/** Links and files from outside, now that there is somebody to take them. */
function deliverLaunches({ accounts, importFiles, askAboutProfile }: Running): void {
  const focus = (): void => {
    if (window) focusWindow(window);
  };
  launches.deliver({
    focus,
    deepLink: (link) => {
      focus();
      if (link.kind === 'logout') return;
      if (link.kind === 'profile') {
        askAboutProfile(link.url);
        return;
      }
      if (link.kind === 'callback' && accounts.takeCallback(link.callback)) return;
      const reason = link.kind === 'refused' ? link.reason : 'no sign-in waits for it';
      const { linkRefused, profileLinkRefused } = text.notices;
      const message = link.kind === 'refused' && link.isOfProfile ? profileLinkRefused : linkRefused;
      send('notice', { kind: 'error', message, details: reason });
    },
    profileFile: (file) => {
      importFiles([file]).catch((error: unknown) => send('notice', failureNotice(toFailure(error))));
    },
  });
}

async function start(): Promise<void> {
  restrictSession(session.defaultSession);
  serveApp(session.defaultSession, paths.renderer);
  const userData = app.getPath('userData');
  const settings = openSettings(userData);
  applyTheme(settings.read().theme);
  describeInAboutPanel();
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
  // Closed before it was shown: another one may be opened, and will want the rest as well.
  const shown = new Promise<void>((resolve) => window?.once('ready-to-show', resolve).once('closed', resolve));
  // Half of main's code, read while the window loads its own.
  const { startServices } = await import('./start-services.ts');
  // The rest waits for the window: a locked keyring may ask the person something first.
  await shown;
  const running = await startServices({
    userData,
    engineEntry: paths.engine,
    settings,
    window: () => window,
    send,
    showMenu,
    focus: () => {
      window ??= openWindow(settings);
      focusWindow(window);
    },
  });
  provide(running.handlers);
  setTimeout(() => running.engine.start(), ENGINE_AFTER_MS);
  quitting = new Quitting({
    transfers: running.transfers,
    isRemembered: (accountId) => running.accounts.list().some(({ id, remembered }) => id === accountId && remembered),
    ask: (question) => askYesNo(window, question),
    stop: () => {
      window?.hide();
      return running.stop();
    },
    quit: () => app.quit(),
  });
  if (settings.setAside !== null) {
    const message = text.notices.settingsReset(path.basename(settings.setAside));
    send('notice', { kind: 'info', message, details: settings.setAside });
  }
  for (const failure of running.startFailures) send('notice', failureNotice(failure));
  deliverLaunches(running);
  await running.restore();
}

isolateFromAwsSettings();
keepSourceTreeApart();
declareAppScheme();
app.enableSandbox();
guardAllContents();
app.on('before-quit', (event) => {
  // A question now would hold up the end of the system: whoever wishes to quit has been asked before.
  if (quitting && !quitting.demanded()) event.preventDefault();
});
app.on('window-all-closed', () => {
  // On a Mac an app without windows goes on, and its icon opens a new one.
  if (process.platform !== 'darwin') app.quit();
});
const commandArguments = profileArguments(process.argv, app.isPackaged);
if (commandArguments !== null) {
  // Awaited at the top, so that `ready` never comes: Electron has then touched no display, no lock and no keyring.
  const { runAtTerminal } = await import('./cli/process-io.ts');
  app.exit(await runAtTerminal(commandArguments));
} else if (launches.start()) {
  registerScheme();
  // Not awaited at the top: `ready` would never come.
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`Pail could not start: ${details}\n`);
      dialog.showErrorBox(text.app.startFailed, details);
      app.exit(1);
    });
} else {
  app.quit();
}
