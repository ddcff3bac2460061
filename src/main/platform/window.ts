import path from 'node:path';
import { app, BrowserWindow, nativeImage, nativeTheme, type Rectangle, screen } from 'electron';
import { APP_PAGE } from './app-protocol.ts';
import { iconFile } from './build.ts';

export interface WindowOptions {
  readonly bounds: Rectangle | null;
  /** Where the built preload is. */
  readonly preload: string;
  /** Told the bounds when the window closes. */
  readonly onBounds: (bounds: Rectangle) => void;
}

const DEFAULT_SIZE = { width: 1280, height: 800 };
const MIN_WIDTH = 640;
const MIN_HEIGHT = 420;
/** Two deaths of the page within this many ms, and it stays as it is. */
const RELOAD_PAUSE = 10_000;

/** The background before the first paint, as in the renderer's tokens: no white flash in the dark. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#1b1c1f' : '#ffffff');

/** Bounds where a display is: the one that they were saved on may be gone. */
function visible(bounds: Rectangle | typeof DEFAULT_SIZE): Rectangle | typeof DEFAULT_SIZE {
  if (!('x' in bounds)) return bounds;
  const { x, y, width, height } = screen.getDisplayMatching(bounds).workArea;
  const isInside = bounds.x < x + width && bounds.x + bounds.width > x && bounds.y < y + height && bounds.y >= y;
  return isInside ? bounds : { width: bounds.width, height: bounds.height };
}

/** A page whose process died is loaded again, but not over and over. */
function keepAlive(window: BrowserWindow): void {
  let lastDeath = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const now = Date.now();
    if (reason !== 'clean-exit' && now - lastDeath > RELOAD_PAUSE) window.webContents.reload();
    lastDeath = now;
  });
}

/** Opens the main window; it shows itself when it has something to show. */
export function openMainWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...visible(options.bounds ?? DEFAULT_SIZE),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    backgroundColor: background(),
    title: 'Pail',
    // Elsewhere it is the program's own.
    ...(process.platform === 'linux' && { icon: nativeImage.createFromPath(iconFile()) }),
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
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => options.onBounds(window.getNormalBounds()));
  keepAlive(window);
  void window.loadURL(APP_PAGE);
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
