// A main process without windows: starts utility processes for the bench and passes messages on, unread.
import { app, utilityProcess } from 'electron';

/** @type {Map<number, import('electron').UtilityProcess>} */
const children = new Map();

/** @param {object} message */
const tell = (message) => process.send?.(message);

process.on('message', (/** @type {any} */ { kind, id, entry, args, message }) => {
  if (kind === 'fork') {
    const child = utilityProcess.fork(entry, args, { serviceName: 'Pail bench', stdio: 'inherit' });
    children.set(id, child);
    child.on('spawn', () => tell({ kind: 'spawned', id, pid: child.pid }));
    child.on('message', (received) => tell({ kind: 'message', id, message: received }));
    child.on('exit', (code) => {
      children.delete(id);
      tell({ kind: 'exit', id, code });
    });
  } else if (kind === 'post') children.get(id)?.postMessage(message);
  else if (kind === 'kill') children.get(id)?.kill();
});
process.on('disconnect', () => app.quit());
app.whenReady().then(() => tell({ kind: 'ready' }));
