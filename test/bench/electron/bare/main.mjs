// The least that an Electron app with a window can be: the peer of what Pail costs before anything is done with it.
import { app, BrowserWindow } from 'electron';

const page = process.argv.find((argument) => argument.endsWith('.html'));

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800 });
  return window.loadFile(page ?? new URL('index.html', import.meta.url).pathname);
});
