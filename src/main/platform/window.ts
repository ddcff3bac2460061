import path from 'node:path';
import { BrowserWindow, nativeTheme, type Rectangle } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

export interface WindowOptions {
  readonly bounds: Rectangle | null;
  /** Where the built preload is. */
  readonly preload: string;
  /** Told the bounds when the window closes. */
  readonly onBounds: (bounds: Rectangle) => void;
}

const MIN_WIDTH = 640;
const MIN_HEIGHT = 420;

/** The background before the first paint, as in the renderer's tokens: no white flash in the dark. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#1b1c1f' : '#ffffff');

/** Opens the main window; it shows itself when it has something to show. */
export function openMainWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...(options.bounds ?? { width: 1280, height: 800 }),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    backgroundColor: background(),
    title: 'Pail',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => options.onBounds(window.getNormalBounds()));
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

/** Brings a window to the front. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Paths of what the build made, seen from the built main file. */
export function builtPaths(mainDirectory: string): { renderer: string; preload: string; engine: string } {
  return {
    renderer: path.join(mainDirectory, '../renderer'),
    preload: path.join(mainDirectory, '../preload/index.cjs'),
    engine: path.join(mainDirectory, 'engine.js'),
  };
}
